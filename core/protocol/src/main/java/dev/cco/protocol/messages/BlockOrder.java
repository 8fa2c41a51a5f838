package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.spi.UpstreamFailure;

/**
 * Whether a provider's events come in the order in which clients can take them. Used by one thread.
 */
final class BlockOrder {
  private boolean started;
  private boolean open;
  private int blocks;

  void start() {
    require(!started, "begins twice");
    started = true;
  }

  void startBlock(JsonNode data) {
    require(started && !open, "has a block out of order");
    require(data.path("index").asInt(blocks) == blocks, "leaves out a block");
    open = true;
    blocks++;
  }

  void delta() {
    require(open, "goes on with a block that is not open");
  }

  void stopBlock() {
    require(open, "ends a block that it did not begin");
    open = false;
  }

  void change() {
    require(started, "does not begin");
  }

  /**
   * The last event.
   *
   * @param reasoned whether the answer said why it ended
   */
  void end(boolean reasoned) {
    require(started && !open, "ends out of order");
    require(reasoned || blocks > 0, "ends before it said anything");
  }

  private static void require(boolean right, String what) {
    if (!right) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.INVALID_ANSWER, "the provider's stream " + what);
    }
  }
}
