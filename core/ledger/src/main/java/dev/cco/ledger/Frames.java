package dev.cco.ledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Finds the records in a stretch of a segment. Whatever the bytes are, this ends and throws
 * nothing: what is no record is passed over up to the next one.
 *
 * @param payloads the good records, in order
 * @param damaged stretches that hold none
 * @param consumed bytes dealt with; the rest may be the beginning of a record
 */
record Frames(List<byte[]> payloads, List<byte[]> damaged, int consumed) {
  /** Longest payload that is taken for one; what {@link ExchangeCodec} writes is shorter. */
  static final int LONGEST = 64 * 1024;

  private static final int INCOMPLETE = 0;
  private static final int BAD = -1;

  /**
   * Reads up to a number of records.
   *
   * @param bytes from the beginning of a record on
   * @param length how many of them count
   * @param last whether nothing follows, so that what is incomplete is damaged
   */
  static Frames read(byte[] bytes, int length, boolean last, int most) {
    List<byte[]> payloads = new ArrayList<>();
    List<byte[]> damaged = new ArrayList<>();
    int at = 0;
    while (at < length && payloads.size() < most) {
      int size = sizeAt(bytes, at, length, last);
      if (size == INCOMPLETE) {
        break;
      }
      if (size > 0) {
        payloads.add(Arrays.copyOfRange(bytes, at + RecordWriter.HEADER, at + size));
        at += size;
        continue;
      }
      int next = at + 1;
      while (next < length && sizeAt(bytes, next, length, last) == BAD) {
        next++;
      }
      damaged.add(Arrays.copyOfRange(bytes, at, next));
      at = next;
    }
    return new Frames(payloads, damaged, at);
  }

  private static int sizeAt(byte[] bytes, int at, int length, boolean last) {
    if (length - at < RecordWriter.HEADER) {
      return last ? BAD : INCOMPLETE;
    }
    ByteBuffer header = ByteBuffer.wrap(bytes, at, RecordWriter.HEADER);
    int payload = header.getInt();
    if (payload <= 0 || payload > LONGEST) {
      return BAD;
    }
    if (length - at - RecordWriter.HEADER < payload) {
      return last ? BAD : INCOMPLETE;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, at + RecordWriter.HEADER, payload);
    return (int) checksum.getValue() == header.getInt() ? RecordWriter.HEADER + payload : BAD;
  }
}
