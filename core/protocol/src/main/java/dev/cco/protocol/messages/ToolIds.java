package dev.cco.protocol.messages;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids of tool calls as the provider takes them: those of other vendors may hold anything. */
final class ToolIds {
  private ToolIds() {}

  /** The id itself, or one made of it that no other id becomes, too. */
  static String valid(String id) {
    if (id.matches("[a-zA-Z0-9_-]+")) {
      return id;
    }
    return id.replaceAll("[^a-zA-Z0-9_-]", "_") + "_" + mark(id);
  }

  private static String mark(String id) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
