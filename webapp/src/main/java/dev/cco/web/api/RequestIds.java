package dev.cco.web.api;

import java.security.SecureRandom;

/**
 * Makes the ids of calls: {@code req_} and 24 digits and letters. They begin with the time, so that
 * the ledger appends to its index instead of writing all over it, and end so that nobody can guess
 * them.
 */
public final class RequestIds {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final String PREFIX = "req_";
  private static final int OF_TIME = 9;
  private static final int LENGTH = 24;

  private RequestIds() {}

  /** A new id. */
  public static String next() {
    char[] id = new char[PREFIX.length() + LENGTH];
    PREFIX.getChars(0, PREFIX.length(), id, 0);
    long time = System.currentTimeMillis();
    for (int i = PREFIX.length() + OF_TIME - 1; i >= PREFIX.length(); i--) {
      id[i] = DIGITS[(int) (time & 31)];
      time >>>= 5;
    }
    byte[] random = new byte[LENGTH - OF_TIME];
    RANDOM.nextBytes(random);
    for (int i = 0; i < random.length; i++) {
      id[PREFIX.length() + OF_TIME + i] = DIGITS[random[i] & 31];
    }
    return new String(id);
  }
}
