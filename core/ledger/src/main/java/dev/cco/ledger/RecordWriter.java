package dev.cco.ledger;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes one framed record: length, CRC-32C of the payload, payload. Numbers are of variable
 * length.
 */
final class RecordWriter {
  /** Bytes before the payload. */
  static final int HEADER = 8;

  private byte[] bytes = new byte[512];
  private int at = HEADER;

  void number(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
  }

  void signed(long value) {
    number((value << 1) ^ (value >> 63));
  }

  void flag(boolean value) {
    ensure(1);
    bytes[at++] = (byte) (value ? 1 : 0);
  }

  /**
   * Text that every database takes: cut to a number of UTF-16 units (at most 5461, for its length
   * takes two bytes), with U+FFFD for NUL and for surrogates without their other half.
   */
  void text(String value, int limit) {
    int length = Math.min(value.length(), limit);
    ensure(2 + 3 * length);
    int start = at;
    at += 2;
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c < 0x80 && c != 0) {
        bytes[at++] = (byte) c;
      } else if (c < 0x800 && c != 0) {
        bytes[at++] = (byte) (0xC0 | (c >> 6));
        bytes[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        fourBytes(Character.toCodePoint(c, value.charAt(++i)));
      } else {
        threeBytes(c == 0 || Character.isSurrogate(c) ? '\uFFFD' : c);
      }
    }
    int encoded = at - start - 2;
    bytes[start] = (byte) ((encoded & 0x7F) | 0x80);
    bytes[start + 1] = (byte) (encoded >> 7);
  }

  void decimal(BigDecimal value) {
    if (value.unscaledValue().bitLength() < Long.SIZE) {
      number((long) zigzag(value.scale()) << 1);
      signed(value.unscaledValue().longValue());
      return;
    }
    byte[] unscaled = value.unscaledValue().toByteArray();
    number(((long) zigzag(value.scale()) << 1) | 1);
    number(unscaled.length);
    ensure(unscaled.length);
    System.arraycopy(unscaled, 0, bytes, at, unscaled.length);
    at += unscaled.length;
  }

  /** The record, ready to be written. */
  byte[] frame() {
    return seal(Arrays.copyOf(bytes, at));
  }

  /** Puts a frame around a payload. */
  static byte[] frame(byte[] payload) {
    byte[] framed = new byte[HEADER + payload.length];
    System.arraycopy(payload, 0, framed, HEADER, payload.length);
    return seal(framed);
  }

  private static byte[] seal(byte[] framed) {
    CRC32C checksum = new CRC32C();
    checksum.update(framed, HEADER, framed.length - HEADER);
    ByteBuffer.wrap(framed).putInt(framed.length - HEADER).putInt((int) checksum.getValue());
    return framed;
  }

  private static int zigzag(int value) {
    return (value << 1) ^ (value >> 31);
  }

  private void threeBytes(char c) {
    bytes[at++] = (byte) (0xE0 | (c >> 12));
    bytes[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
    bytes[at++] = (byte) (0x80 | (c & 0x3F));
  }

  private void fourBytes(int codePoint) {
    bytes[at++] = (byte) (0xF0 | (codePoint >> 18));
    bytes[at++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
    bytes[at++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
    bytes[at++] = (byte) (0x80 | (codePoint & 0x3F));
  }

  private void ensure(int more) {
    if (bytes.length - at < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
    }
  }
}
