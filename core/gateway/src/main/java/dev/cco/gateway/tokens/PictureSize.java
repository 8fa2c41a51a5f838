package dev.cco.gateway.tokens;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How large a picture is, from its header: PNG, JPEG, GIF or WebP. */
record PictureSize(int width, int height) {
  /** Cameras put previews and colour profiles before a JPEG's size. */
  private static final int MOST_CHARACTERS = 1 << 20;

  private static final int PNG = 0x89504E47;
  private static final int GIF = 0x47494638;
  private static final int RIFF = 0x52494646;
  private static final int JPEG = 0xFFD8;

  /** The size of a picture in base64; absent if the header is not understood. */
  static Optional<PictureSize> of(String base64) {
    int length = Math.min(base64.length(), MOST_CHARACTERS);
    try {
      byte[] head = Base64.getDecoder().decode(base64.substring(0, length - length % 4));
      return read(ByteBuffer.wrap(head)).filter(size -> size.width > 0 && size.height > 0);
    } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<PictureSize> read(ByteBuffer in) {
    int magic = in.getInt(0);
    if (magic == PNG) {
      return Optional.of(new PictureSize(in.getInt(16), in.getInt(20)));
    }
    if (magic >>> 16 == JPEG) {
      return jpeg(in);
    }
    ByteBuffer little = in.order(ByteOrder.LITTLE_ENDIAN);
    if (magic == GIF) {
      return Optional.of(new PictureSize(unsigned(little, 6), unsigned(little, 8)));
    }
    return magic == RIFF ? webp(little) : Optional.empty();
  }

  private static Optional<PictureSize> jpeg(ByteBuffer in) {
    int at = 2;
    while (true) {
      int marker = unsigned(in, at);
      boolean frame =
          marker >= 0xFFC0
              && marker <= 0xFFCF
              && marker != 0xFFC4
              && marker != 0xFFC8
              && marker != 0xFFCC;
      if (frame) {
        return Optional.of(new PictureSize(unsigned(in, at + 7), unsigned(in, at + 5)));
      }
      if (marker >>> 8 != 0xFF) {
        return Optional.empty();
      }
      at += 2 + unsigned(in, at + 2);
    }
  }

  private static Optional<PictureSize> webp(ByteBuffer in) {
    byte[] kind = new byte[4];
    in.get(12, kind);
    return switch (new String(kind, StandardCharsets.ISO_8859_1)) {
      case "VP8 " ->
          Optional.of(new PictureSize(unsigned(in, 26) & 0x3FFF, unsigned(in, 28) & 0x3FFF));
      case "VP8L" -> {
        int bits = in.getInt(21);
        yield Optional.of(new PictureSize((bits & 0x3FFF) + 1, (bits >>> 14 & 0x3FFF) + 1));
      }
      case "VP8X" ->
          Optional.of(new PictureSize((in.getInt(24) & 0xFFFFFF) + 1, (in.getInt(26) >>> 8) + 1));
      default -> Optional.empty();
    };
  }

  private static int unsigned(ByteBuffer in, int at) {
    return Short.toUnsignedInt(in.getShort(at));
  }
}
