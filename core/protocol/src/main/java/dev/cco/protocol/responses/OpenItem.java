package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An item of the output under construction. What it grows by, it writes as events. */
interface OpenItem {

  /** More text, or more of a call's arguments. */
  void append(String text);

  /** A signature for what was thought. */
  default void sign(String signature) {}

  /** A source of what was said, in its vendor's form. */
  default void cite(JsonNode citation) {}

  /** The canonical block is over; a part of the item with it. */
  default void endBlock() {}

  /**
   * Ends the item.
   *
   * @param status whether it is whole
   * @return the item as it stays
   */
  ObjectNode close(String status);

  /** An item that arrived whole. */
  final class Whole implements OpenItem {
    private final EventWriter events;
    private final int index;
    private final ObjectNode item;

    Whole(EventWriter events, int index, ObjectNode item) {
      this.events = events;
      this.index = index;
      this.item = item;
      events.item("response.output_item.added", index, item);
    }

    @Override
    public void append(String text) {
      throw new IllegalStateException("an item that came whole does not grow");
    }

    @Override
    public ObjectNode close(String status) {
      events.item("response.output_item.done", index, item);
      return item;
    }
  }
}
