package dev.cco.kit;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A body without our credential. What is read goes straight into the reader's array; only where the
 * credential is in it, or may have begun at its end, are bytes copied.
 */
final class MaskedBody extends FilterInputStream {
  private static final byte[] NOTHING = {};
  private static final int PIECE = 8192;

  private final Needle needle;

  /** Masked and to be handed out, from {@link #from} on. */
  private byte[] ready = NOTHING;

  private int from;

  /** The last bytes read, which may be the beginning of the credential. */
  private byte[] held = NOTHING;

  private boolean ended;

  MaskedBody(InputStream in, Needle needle) {
    super(in);
    this.needle = needle;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int read = read(one, 0, 1);
    return read < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int size) throws IOException {
    if (size == 0) {
      return 0;
    }
    while (true) {
      if (from < ready.length) {
        int count = Math.min(size, ready.length - from);
        System.arraycopy(ready, from, target, offset, count);
        from += count;
        return count;
      }
      if (ended) {
        return -1;
      }
      if (held.length == 0 && size > needle.length()) {
        int read = in.read(target, offset, size);
        if (read < 0 || isClean(target, offset, offset + read)) {
          ended = read < 0;
          return read;
        }
        take(Arrays.copyOfRange(target, offset, offset + read));
      } else {
        byte[] piece = Arrays.copyOf(held, held.length + PIECE);
        int read = in.read(piece, held.length, PIECE);
        ended = read < 0;
        take(Arrays.copyOf(piece, held.length + Math.max(0, read)));
      }
    }
  }

  private boolean isClean(byte[] bytes, int start, int end) {
    return needle.find(bytes, start, end) < 0 && needle.begun(bytes, start, end) == 0;
  }

  /** Masks bytes and keeps back what may be the beginning of the credential. */
  private void take(byte[] bytes) {
    ByteArrayOutputStream masked = new ByteArrayOutputStream(bytes.length);
    int rest = 0;
    for (int found = needle.find(bytes, 0, bytes.length);
        found >= 0;
        found = needle.find(bytes, rest, bytes.length)) {
      masked.write(bytes, rest, found - rest);
      masked.writeBytes(Mask.STARS);
      rest = found + needle.length();
    }
    int begun = ended ? 0 : needle.begun(bytes, rest, bytes.length);
    masked.write(bytes, rest, bytes.length - begun - rest);
    held = Arrays.copyOfRange(bytes, bytes.length - begun, bytes.length);
    ready = masked.toByteArray();
    from = 0;
  }
}
