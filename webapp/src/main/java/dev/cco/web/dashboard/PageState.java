package dev.cco.web.dashboard;

/** What a page has to show. */
public enum PageState {
  /** No call was ever recorded. */
  WELCOME,
  /** Calls were recorded, none in this period. */
  EMPTY,
  CALLS
}
