package dev.cco.gateway.cache;

import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * Digests what is written to it, last field of a key: it ends where the key ends and needs no
 * length before it. Collects single bytes first, for a digest is slow at them.
 */
final class DigestSink extends OutputStream {
  private final MessageDigest digest;
  private final byte[] pending = new byte[2048];
  private int count;

  DigestSink(MessageDigest digest) {
    this.digest = digest;
  }

  @Override
  public void write(int value) {
    if (count == pending.length) {
      drain();
    }
    pending[count++] = (byte) value;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (length > pending.length - count) {
      drain();
    }
    if (length > pending.length) {
      digest.update(bytes, offset, length);
      return;
    }
    System.arraycopy(bytes, offset, pending, count, length);
    count += length;
  }

  byte[] digest() {
    drain();
    return digest.digest();
  }

  private void drain() {
    digest.update(pending, 0, count);
    count = 0;
  }
}
