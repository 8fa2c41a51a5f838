package dev.cco.web.api;

import java.security.SecureRandom;

/** Makes the ids of calls: {@code req_} and 24 letters and digits that nobody can guess. */
final class RequestIds {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final char[] DIGITS =
      "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".toCharArray();
  private static final int LENGTH = 24;

  private RequestIds() {}

  static String next() {
    byte[] bytes = new byte[LENGTH];
    RANDOM.nextBytes(bytes);
    StringBuilder id = new StringBuilder("req_");
    for (byte b : bytes) {
      id.append(DIGITS[(b & 0xff) % DIGITS.length]);
    }
    return id.toString();
  }
}
