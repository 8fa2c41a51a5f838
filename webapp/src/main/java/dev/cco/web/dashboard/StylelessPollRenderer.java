package dev.cco.web.dashboard;

import jakarta.faces.component.UIComponent;
import jakarta.faces.context.FacesContext;
import jakarta.faces.context.ResponseWriter;
import java.io.IOException;
import org.primefaces.component.poll.PollRenderer;

/** Hides the poll's element by an attribute: the policy allows no style attribute. */
public final class StylelessPollRenderer extends PollRenderer {

  @Override
  protected void renderDummyMarkup(FacesContext context, UIComponent component, String clientId)
      throws IOException {
    ResponseWriter writer = context.getResponseWriter();
    writer.startElement("div", component);
    writer.writeAttribute("id", clientId, null);
    writer.writeAttribute("hidden", "hidden", null);
    writer.endElement("div");
  }
}
