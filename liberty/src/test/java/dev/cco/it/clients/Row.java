package dev.cco.it.clients;

/**
 * What became of one case of one client on one route.
 *
 * @param detail why it failed or was skipped, or something worth seeing
 */
record Row(String client, String name, String route, Outcome outcome, String detail) {

  enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  /** The text that only this case's requests carry. */
  String mark() {
    return "[" + name + "] (" + client + ", " + route + ")";
  }

  boolean sameCase(Row other) {
    return client.equals(other.client) && name.equals(other.name) && route.equals(other.route);
  }

  @Override
  public String toString() {
    return client + " × " + name + " × " + route;
  }
}
