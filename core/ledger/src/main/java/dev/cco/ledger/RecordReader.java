package dev.cco.ledger;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what {@link RecordWriter} wrote, from a payload without its frame. */
final class RecordReader {
  private final byte[] bytes;
  private int at;

  RecordReader(byte[] bytes) {
    this.bytes = bytes;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[at++];
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is too long");
  }

  long signed() {
    long value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  boolean flag() {
    return bytes[at++] != 0;
  }

  String text() {
    int length = length();
    String value = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return value;
  }

  BigDecimal decimal() {
    long head = number();
    int zigzag = Math.toIntExact(head >>> 1);
    int scale = (zigzag >>> 1) ^ -(zigzag & 1);
    if ((head & 1) == 0) {
      return BigDecimal.valueOf(signed(), scale);
    }
    int length = length();
    BigInteger unscaled = new BigInteger(bytes, at, length);
    at += length;
    return new BigDecimal(unscaled, scale);
  }

  <T> Optional<T> optional(Supplier<T> value) {
    return flag() ? Optional.of(value.get()) : Optional.empty();
  }

  void end() {
    if (at != bytes.length) {
      throw new IllegalArgumentException("a record has " + (bytes.length - at) + " bytes too many");
    }
  }

  private int length() {
    long length = number();
    if (length < 0 || length > bytes.length - at) {
      throw new IllegalArgumentException("a field is longer than its record");
    }
    return (int) length;
  }
}
