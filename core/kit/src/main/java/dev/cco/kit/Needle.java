package dev.cco.kit;

import java.util.Arrays;

/** Bytes to look for, by Horspool's rule: the longer they are, the fewer bytes are looked at. */
final class Needle {
  private final byte[] bytes;

  /** How far to go on where the window ends in that byte. */
  private final int[] skips = new int[256];

  Needle(byte[] bytes) {
    this.bytes = bytes;
    Arrays.fill(skips, bytes.length);
    for (int i = 0; i < bytes.length - 1; i++) {
      skips[bytes[i] & 0xff] = bytes.length - 1 - i;
    }
  }

  int length() {
    return bytes.length;
  }

  /** Where it begins between {@code from} and {@code to}; negative if nowhere. */
  int find(byte[] in, int from, int to) {
    int last = bytes.length - 1;
    for (int end = from + last; end < to; end += skips[in[end] & 0xff]) {
      if (Arrays.equals(in, end - last, end + 1, bytes, 0, bytes.length)) {
        return end - last;
      }
    }
    return -1;
  }

  /** How many of the last bytes may be its beginning, to be continued. It holds no white space. */
  int begun(byte[] in, int from, int to) {
    int earliest = Math.max(from, to - bytes.length + 1);
    int start = to;
    while (start > earliest && (in[start - 1] & 0xff) > ' ') {
      start--;
    }
    for (; start < to; start++) {
      if (in[start] == bytes[0] && Arrays.equals(in, start, to, bytes, 0, to - start)) {
        return to - start;
      }
    }
    return 0;
  }
}
