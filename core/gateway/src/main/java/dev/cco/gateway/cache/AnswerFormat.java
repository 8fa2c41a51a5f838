package dev.cco.gateway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cco.gateway.Money.UnitPrices;
import dev.cco.spi.Protocol;
import dev.cco.spi.Usage;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;

/** The bytes of a stored answer: CRC32C of the rest, format version, flags, fields, body. */
final class AnswerFormat {
  private static final byte VERSION = 1;

  /** Below it, unpacking on each hit would cost more than the memory is worth. */
  static final int COMPRESS_FROM = 32 * 1024;

  private static final int STREAMED = 1;
  private static final int COMPRESSED = 2;
  private static final int USAGE_KNOWN = 4;
  private static final int COST_KNOWN = 8;
  private static final int PRICES_KNOWN = 16;

  private AnswerFormat() {}

  /** Bytes that are not an answer of this version. */
  static final class CorruptAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    CorruptAnswerException(String message) {
      super(message);
    }

    CorruptAnswerException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static byte[] encode(StoredAnswer answer) {
    byte[] raw = answer.body();
    byte[] body = raw.length < COMPRESS_FROM ? raw : Compression.smaller(raw);
    byte[][] texts = {
      answer.contentType().getBytes(UTF_8),
      answer.requestedModel().getBytes(UTF_8),
      answer.servedModel().getBytes(UTF_8),
      answer.provider().getBytes(UTF_8)
    };
    byte[] money = money(answer);
    int fixed = 4 + 1 + 1 + 1 + 8 + 4 + 6 * 8 + 4 + 4;
    int length = fixed + money.length + body.length;
    for (byte[] text : texts) {
      length += 4 + text.length;
    }
    ByteBuffer out = ByteBuffer.allocate(length).position(4);
    out.put(VERSION).put(flags(answer, body.length < raw.length)).put(code(answer.protocol()));
    Instant storedAt = answer.storedAt();
    out.putLong(storedAt.getEpochSecond()).putInt(storedAt.getNano());
    usage(out, answer.usage());
    for (byte[] text : texts) {
      out.putInt(text.length).put(text);
    }
    out.put(money);
    out.putInt(raw.length).putInt(body.length).put(body);
    out.putInt(0, crc(out.array()));
    return out.array();
  }

  static StoredAnswer decode(byte[] bytes) throws CorruptAnswerException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      if (in.getInt() != crc(bytes)) {
        throw new CorruptAnswerException("checksum does not match");
      }
      if (in.get() != VERSION) {
        throw new CorruptAnswerException("unknown format version");
      }
      return fields(in);
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | NegativeArraySizeException
        | DateTimeException
        | DataFormatException e) {
      throw new CorruptAnswerException("fields do not fit", e);
    }
  }

  private static StoredAnswer fields(ByteBuffer in) throws DataFormatException {
    int flags = in.get();
    Protocol protocol = protocol(in.get());
    Instant storedAt = Instant.ofEpochSecond(in.getLong(), in.getInt());
    Usage usage = usage(in, when(flags, USAGE_KNOWN));
    String contentType = text(in);
    String requestedModel = text(in);
    String servedModel = text(in);
    String provider = text(in);
    Optional<BigDecimal> cost = when(flags, COST_KNOWN) ? Optional.of(decimal(in)) : none();
    Optional<UnitPrices> prices = when(flags, PRICES_KNOWN) ? Optional.of(prices(in)) : none();
    byte[] body = body(in, when(flags, COMPRESSED));
    return new StoredAnswer(
        protocol,
        when(flags, STREAMED),
        contentType,
        body,
        requestedModel,
        servedModel,
        provider,
        usage,
        cost,
        prices,
        storedAt);
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }

  private static boolean when(int flags, int flag) {
    return (flags & flag) != 0;
  }

  private static byte flags(StoredAnswer answer, boolean compressed) {
    return (byte)
        ((answer.streamed() ? STREAMED : 0)
            | (compressed ? COMPRESSED : 0)
            | (answer.usage().known() ? USAGE_KNOWN : 0)
            | (answer.wouldBeCost().isPresent() ? COST_KNOWN : 0)
            | (answer.unitPrices().isPresent() ? PRICES_KNOWN : 0));
  }

  private static byte code(Protocol protocol) {
    return switch (protocol) {
      case MESSAGES -> 1;
      case CHAT -> 2;
      case RESPONSES -> 3;
    };
  }

  private static Protocol protocol(byte code) {
    return switch (code) {
      case 1 -> Protocol.MESSAGES;
      case 2 -> Protocol.CHAT;
      case 3 -> Protocol.RESPONSES;
      default -> throw new IllegalArgumentException("unknown protocol " + code);
    };
  }

  private static void usage(ByteBuffer out, Usage usage) {
    out.putLong(usage.input()).putLong(usage.cacheRead());
    out.putLong(usage.cacheWrite5m()).putLong(usage.cacheWrite1h());
    out.putLong(usage.output()).putLong(usage.reasoning());
  }

  private static Usage usage(ByteBuffer in, boolean known) {
    return new Usage(
        in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), known);
  }

  private static String text(ByteBuffer in) {
    return new String(slice(in, in.getInt()), UTF_8);
  }

  private static byte[] slice(ByteBuffer in, int length) {
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] slice = new byte[length];
    in.get(slice);
    return slice;
  }

  private static byte[] money(StoredAnswer answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    answer.wouldBeCost().ifPresent(cost -> decimal(out, cost));
    answer
        .unitPrices()
        .ifPresent(
            prices -> {
              decimal(out, prices.input());
              decimal(out, prices.cacheRead());
              decimal(out, prices.cacheWrite5m());
              decimal(out, prices.cacheWrite1h());
              decimal(out, prices.output());
            });
    return out.toByteArray();
  }

  private static void decimal(ByteArrayOutputStream out, BigDecimal value) {
    byte[] digits = value.unscaledValue().toByteArray();
    out.writeBytes(ByteBuffer.allocate(8).putInt(value.scale()).putInt(digits.length).array());
    out.writeBytes(digits);
  }

  private static BigDecimal decimal(ByteBuffer in) {
    int scale = in.getInt();
    return new BigDecimal(new BigInteger(slice(in, in.getInt())), scale);
  }

  private static UnitPrices prices(ByteBuffer in) {
    return new UnitPrices(decimal(in), decimal(in), decimal(in), decimal(in), decimal(in));
  }

  private static byte[] body(ByteBuffer in, boolean compressed) throws DataFormatException {
    int rawLength = in.getInt();
    byte[] stored = slice(in, in.getInt());
    return compressed ? Compression.inflate(stored, rawLength) : stored;
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 4, bytes.length - 4);
    return (int) crc.getValue();
  }
}
