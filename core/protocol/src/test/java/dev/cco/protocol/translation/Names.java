package dev.cco.protocol.translation;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Names that are cut where they are too long, and told apart by eight digits of a hash. */
final class Names {
  /** Stands for a hash in place of a user's name that was too long. */
  static final String HASH = "#";

  private static final int LONGEST = 64;
  private static final int KEPT = 55;

  private Names() {}

  /** A name as it is, or what is left of it when it was or must be cut. */
  static String shape(String name) {
    boolean wasCut = name.matches("(?s).{55}_[0-9a-f]{8}");
    return wasCut || name.length() > LONGEST ? name.substring(0, KEPT) + "…" : name;
  }

  /** The name of a file; one that lacks its ending may get it. */
  static void pdf(ObjectNode named, String member) {
    if (named.has(member)) {
      named.put(member, named.path(member).asText().replaceFirst("\\.pdf$", ""));
    }
  }
}
