package dev.cco.web.dashboard;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import jakarta.servlet.http.Cookie;
import java.util.Set;

/** The theme that was chosen in this browser, so that the first paint has it. */
@Named
@RequestScoped
public class ThemeView {
  private static final String COOKIE = "cco-theme";
  private static final Set<String> THEMES = Set.of("light", "dark");

  /** {@code light}, {@code dark}, or nothing: then the system's preference counts. */
  public String getName() {
    return FacesContext.getCurrentInstance().getExternalContext().getRequestCookieMap().get(COOKIE)
                instanceof Cookie cookie
            && THEMES.contains(cookie.getValue())
        ? cookie.getValue()
        : "";
  }
}
