package dev.cco.gateway.cache;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A SHA-256 as four longs: compared and hashed without a loop, never shortened. */
public record CacheKey(long a, long b, long c, long d) {
  static final int BYTES = 32;

  static CacheKey of(byte[] sha256) {
    if (sha256.length != BYTES) {
      throw new IllegalArgumentException("not a SHA-256: " + sha256.length + " bytes");
    }
    return read(ByteBuffer.wrap(sha256));
  }

  static CacheKey read(ByteBuffer in) {
    return new CacheKey(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  void write(ByteBuffer out) {
    out.putLong(a).putLong(b).putLong(c).putLong(d);
  }

  /** The hash's own bits serve: they are evenly spread already. */
  @Override
  public int hashCode() {
    return (int) a;
  }

  /**
   * In hexadecimal digits. For the asker's own answers only: it tells whether a prompt was seen.
   */
  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(a) + hex.toHexDigits(b) + hex.toHexDigits(c) + hex.toHexDigits(d);
  }
}
