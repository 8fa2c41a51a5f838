package dev.cco.gateway.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.gateway.cache.AnswerFormat.CorruptAnswerException;
import dev.cco.spi.Protocol;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnswerFormatTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456789Z");
  private static final byte[] BODY = "data: {\"text\":\"grüße\"}\n\n".getBytes(UTF_8);

  @Test
  void keepsEveryField() throws CorruptAnswerException {
    StoredAnswer answer = Answers.answer(BODY, NOW);

    StoredAnswer read = AnswerFormat.decode(AnswerFormat.encode(answer));

    assertThat(read).usingRecursiveComparison().isEqualTo(answer);
    assertThat(read.unitPrices().orElseThrow().cacheWrite1h().scale()).isEqualTo(2);
  }

  @Test
  void keepsWhatIsUnknownUnknown() throws CorruptAnswerException {
    StoredAnswer answer = Answers.unpriced(Answers.answer(new byte[0], NOW));

    StoredAnswer read = AnswerFormat.decode(AnswerFormat.encode(answer));

    assertThat(read).usingRecursiveComparison().isEqualTo(answer);
    assertThat(read.usage().known()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void keepsTheProtocol(Protocol protocol) throws CorruptAnswerException {
    StoredAnswer chat = Answers.unpriced(Answers.answer(BODY, NOW));
    StoredAnswer answer =
        new StoredAnswer(
            protocol,
            false,
            chat.contentType(),
            BODY,
            "a",
            "b",
            "c",
            chat.usage(),
            Optional.empty(),
            Optional.empty(),
            NOW);

    assertThat(AnswerFormat.decode(AnswerFormat.encode(answer)).protocol()).isEqualTo(protocol);
  }

  @ParameterizedTest
  @ValueSource(ints = {AnswerFormat.COMPRESS_FROM - 1, AnswerFormat.COMPRESS_FROM, 1 << 20})
  void keepsBodiesOnBothSidesOfTheCompressionThreshold(int length) throws CorruptAnswerException {
    byte[] body = "event: ping ".repeat(length / 12 + 1).substring(0, length).getBytes(UTF_8);

    byte[] encoded = AnswerFormat.encode(Answers.answer(body, NOW));

    assertThat(encoded.length < length).isEqualTo(length >= AnswerFormat.COMPRESS_FROM);
    assertThat(AnswerFormat.decode(encoded).body()).isEqualTo(body);
  }

  @Test
  void keepsBodiesThatDoNotCompress() throws CorruptAnswerException {
    byte[] body = new byte[AnswerFormat.COMPRESS_FROM * 2];
    new Random(1).nextBytes(body);

    byte[] encoded = AnswerFormat.encode(Answers.answer(body, NOW));

    assertThat(encoded.length).isGreaterThan(body.length);
    assertThat(AnswerFormat.decode(encoded).body()).isEqualTo(body);
  }

  @Test
  void refusesAChangeOfAnyByte() {
    byte[] encoded = AnswerFormat.encode(Answers.answer(BODY, NOW));

    for (int i = 0; i < encoded.length; i++) {
      byte[] changed = encoded.clone();
      changed[i] ^= 1;
      assertCorrupt(changed);
    }
  }

  @Test
  void refusesEveryShorterLength() {
    byte[] encoded = AnswerFormat.encode(Answers.answer(BODY, NOW));

    for (int length = 0; length < encoded.length; length++) {
      assertCorrupt(Arrays.copyOf(encoded, length));
      assertCorrupt(withChecksum(Arrays.copyOf(encoded, length)));
    }
  }

  @Test
  void refusesAnotherFormatVersion() {
    byte[] encoded = AnswerFormat.encode(Answers.answer(BODY, NOW));
    encoded[4]++;

    assertThatThrownBy(() -> AnswerFormat.decode(withChecksum(encoded)))
        .isInstanceOf(CorruptAnswerException.class)
        .hasMessageContaining("version");
  }

  @Test
  void refusesNonsenseWithAMatchingChecksum() {
    byte[] encoded = AnswerFormat.encode(Answers.answer(BODY, NOW));

    for (int i = 5; i < encoded.length; i++) {
      byte[] changed = encoded.clone();
      changed[i] = (byte) 0xFF;
      assertReadOrCorrupt(withChecksum(changed));
    }
  }

  private static void assertCorrupt(byte[] bytes) {
    assertThatThrownBy(() -> AnswerFormat.decode(bytes)).isInstanceOf(CorruptAnswerException.class);
  }

  /** A changed letter in a text is readable; nothing may fail in another way. */
  private static void assertReadOrCorrupt(byte[] bytes) {
    try {
      assertThat(AnswerFormat.decode(bytes).body()).isNotNull();
    } catch (CorruptAnswerException e) {
      assertThat(e).hasMessageContaining("fields do not fit");
    }
  }

  private static byte[] withChecksum(byte[] bytes) {
    if (bytes.length < 4) {
      return bytes;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, 4, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt((int) crc.getValue());
    return bytes;
  }
}
