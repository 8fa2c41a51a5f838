package dev.cco.kit;

import dev.cco.spi.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Takes our credential out of what an upstream echoes. */
final class Mask {
  private static final String STARS = "***";

  /** Absent when there is nothing to hide. */
  private final Optional<String> secret;

  Mask(Optional<Secret> secret) {
    this.secret = secret.map(Secret::reveal);
  }

  Map<String, String> headers(Map<String, String> headers) {
    if (secret.isEmpty()) {
      return headers;
    }
    Map<String, String> masked = new HashMap<>(headers);
    masked.replaceAll((name, value) -> value.replace(secret.get(), STARS));
    return masked;
  }

  byte[] body(byte[] body) {
    if (secret.isEmpty()) {
      return body;
    }
    byte[] needle = secret.get().getBytes(StandardCharsets.UTF_8);
    int found = find(body, needle, 0);
    if (found < 0) {
      return body;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
    int from = 0;
    while (found >= 0) {
      out.write(body, from, found - from);
      out.writeBytes(STARS.getBytes(StandardCharsets.US_ASCII));
      from = found + needle.length;
      found = find(body, needle, from);
    }
    out.write(body, from, body.length - from);
    return out.toByteArray();
  }

  private static int find(byte[] body, byte[] needle, int from) {
    for (int start = from; start <= body.length - needle.length; start++) {
      if (body[start] == needle[0] && startsWith(body, needle, start)) {
        return start;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] body, byte[] needle, int start) {
    for (int i = 1; i < needle.length; i++) {
      if (body[start + i] != needle[i]) {
        return false;
      }
    }
    return true;
  }
}
