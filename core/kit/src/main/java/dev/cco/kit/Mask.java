package dev.cco.kit;

import dev.cco.spi.Secret;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Takes our credential out of what an upstream echoes. */
final class Mask {
  static final byte[] STARS = "***".getBytes(StandardCharsets.US_ASCII);

  /** Shorter ones are names such as "none" or "ollama", which answers may well hold. */
  private static final int SHORTEST_OF_ANSWERS = 12;

  /** Shorter ones hide nothing, and may be part of any header or of JSON's own words. */
  private static final int SHORTEST = 8;

  /** Absent when there is nothing to hide. */
  private final Optional<String> secret;

  private final Optional<Needle> needle;

  Mask(Optional<Secret> secret) {
    this.secret = secret.map(Secret::reveal).filter(text -> text.length() >= SHORTEST);
    this.needle = this.secret.map(text -> new Needle(text.getBytes(StandardCharsets.UTF_8)));
  }

  Map<String, String> headers(Map<String, String> headers) {
    if (secret.isEmpty() || headers.values().stream().noneMatch(this::holdsSecret)) {
      return headers;
    }
    Map<String, String> masked = new HashMap<>(headers);
    masked.replaceAll((name, value) -> value.replace(secret.get(), "***"));
    return masked;
  }

  private boolean holdsSecret(String value) {
    return value.contains(secret.orElseThrow());
  }

  byte[] body(byte[] body) {
    if (needle.isEmpty()) {
      return body;
    }
    Needle sought = needle.get();
    int found = sought.find(body, 0, body.length);
    if (found < 0) {
      return body;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
    int from = 0;
    while (found >= 0) {
      out.write(body, from, found - from);
      out.writeBytes(STARS);
      from = found + sought.length();
      found = sought.find(body, from, body.length);
    }
    out.write(body, from, body.length - from);
    return out.toByteArray();
  }

  /** A success's body, under way. */
  InputStream stream(InputStream body) {
    return needle
        .filter(sought -> sought.length() >= SHORTEST_OF_ANSWERS)
        .<InputStream>map(sought -> new MaskedBody(body, sought))
        .orElse(body);
  }
}
