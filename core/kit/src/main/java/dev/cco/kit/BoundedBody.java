package dev.cco.kit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads no more than an answer may hold. */
final class BoundedBody extends FilterInputStream {
  private final long limit;
  private long count;

  BoundedBody(InputStream in, long limit) {
    super(in);
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int read = read(one, 0, 1);
    return read < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int size) throws IOException {
    int read = in.read(target, offset, size);
    count += Math.max(0, read);
    if (count > limit) {
      close();
      throw new AnswerTooLongException(limit);
    }
    return read;
  }
}
