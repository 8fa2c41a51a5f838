package dev.cco.protocol;

/**
 * One server-sent event with data.
 *
 * @param name the event's name, empty where the protocol has none
 * @param data the data lines joined by line feeds: JSON, or a protocol's end mark
 */
public record WireEvent(String name, String data) {
  @Override
  public String toString() {
    return "WireEvent[name=" + name + ", chars=" + data.length() + "]";
  }
}
