package dev.cco.spi;

import java.util.List;

/** One message of a conversation. A {@code SYSTEM} turn is an instruction in the middle of it. */
public record Turn(Role role, List<Block> blocks) {
  /** Who speaks. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }

  public Turn {
    blocks = List.copyOf(blocks);
  }
}
