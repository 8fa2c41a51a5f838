package dev.cco.gateway.cache;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Makes large bodies smaller: fast rather than small. */
final class Compression {
  private Compression() {}

  /** The body compressed, or itself where that gains nothing. */
  static byte[] smaller(byte[] raw) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(raw);
      deflater.finish();
      byte[] out = new byte[raw.length];
      int length = deflater.deflate(out);
      return deflater.finished() && length < raw.length ? Arrays.copyOf(out, length) : raw;
    } finally {
      deflater.end();
    }
  }

  static byte[] inflate(byte[] stored, int rawLength) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(stored);
      byte[] raw = new byte[rawLength];
      int length = 0;
      while (length < rawLength && !inflater.finished()) {
        int more = inflater.inflate(raw, length, rawLength - length);
        if (more == 0) {
          throw new DataFormatException("compressed body ends early");
        }
        length += more;
      }
      if (length != rawLength) {
        throw new DataFormatException("compressed body is shorter than announced");
      }
      return raw;
    } finally {
      inflater.end();
    }
  }
}
