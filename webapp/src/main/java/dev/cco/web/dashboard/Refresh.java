package dev.cco.web.dashboard;

import org.primefaces.PrimeFaces;

/** What the browser gets beside the updated parts of the page. */
final class Refresh {
  private Refresh() {}

  /** The script reloads the page when {@code state} differs, and redraws the chart in place. */
  static void answer(String at, PageState state, CostChart costs) {
    PrimeFaces.Ajax ajax = PrimeFaces.current().ajax();
    ajax.addCallbackParam("at", at);
    ajax.addCallbackParam("state", state.name());
    ajax.addCallbackParam("chart", costs.json());
  }
}
