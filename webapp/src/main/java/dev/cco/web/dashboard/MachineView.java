package dev.cco.web.dashboard;

import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** The page Machine-wide: its view parameter, and its model until the next refresh. */
@Named
@ViewScoped
public class MachineView implements Serializable {
  private static final long serialVersionUID = 1L;

  @Inject Dashboards dashboards;

  private Span span = Span.DAY;
  private boolean table;
  private transient @Nullable MachinePage page;

  public MachinePage getPage() {
    if (page == null) {
      page = dashboards.dashboard().machine(span);
    }
    return page;
  }

  /** Reads the ledger again, for the poll. */
  public void refresh() {
    page = null;
    Refresh.answer(getPage().at(), getPage().state(), getPage().costs());
  }

  public void toggleTable() {
    table = !table;
  }

  public boolean isTable() {
    return table;
  }

  public Span[] getSpans() {
    return Span.values();
  }

  public Span getSpan() {
    return span;
  }

  public String getPeriod() {
    return span.key();
  }

  public void setPeriod(@Nullable String period) { // Faces hands null for a parameter not given
    span = Span.of(period == null ? "" : period);
  }
}
