package dev.cco.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.gateway.Attempt;
import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.Money;
import dev.cco.gateway.Money.Savings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ExchangeCodecTest {

  @Test
  void readsEveryFieldAsItWasWritten() {
    ExchangeRecord exchange = Exchanges.full("call-1");

    assertThat(roundTrip(exchange)).isEqualTo(exchange);
  }

  @Test
  void readsWhatIsAbsentAsAbsent() {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      ExchangeRecord exchange = Exchanges.random(random, "call-" + i, Duration.ofDays(4_000));

      assertThat(roundTrip(exchange)).isEqualTo(exchange);
    }
  }

  @Test
  void keepsMoneyOfAnySizeExact() {
    BigDecimal huge = new BigDecimal("-123456789012345678901234567890.123456789012345678901");
    Money money =
        new Money(
            Optional.of(huge),
            Optional.of(new BigDecimal("1E+30")),
            new Savings(huge, new BigDecimal("0.000"), BigDecimal.TEN, huge.negate()),
            Optional.empty());
    ExchangeRecord exchange =
        Exchanges.with(Exchanges.full("call-1"), Exchanges.NOON, "demo", "m", money);

    assertThat(roundTrip(exchange).money()).isEqualTo(money);
  }

  @Test
  void replacesTextThatDatabasesRefuse() {
    String text = "a\0b\ud800c\udc00d😀é€";

    assertThat(roundTrip(Exchanges.asking("call-1", text)).requestedModel())
        .isEqualTo("a\ufffdb\ufffdc\ufffdd😀é€");
  }

  @Test
  void cutsTextToItsColumn() {
    assertThat(requestedModel("m".repeat(256))).hasSize(256);
    assertThat(requestedModel("€".repeat(257))).isEqualTo("€".repeat(256));
    assertThat(requestedModel("m".repeat(255) + "😀")).isEqualTo("m".repeat(255) + "\ufffd");
  }

  @Test
  void boundsTheSizeOfARecord() {
    String text = "€".repeat(10_000);
    Attempt attempt = new Attempt(text, text, 500, text, Duration.ofDays(1));
    ExchangeRecord full = Exchanges.asking(text, text);
    ExchangeRecord exchange =
        new ExchangeRecord(
            text,
            full.startedAt(),
            text,
            Optional.of(text),
            full.operation(),
            text,
            Optional.of(text),
            Optional.of(text),
            Collections.nCopies(1_000, attempt),
            500,
            Optional.of(text),
            true,
            full.latency(),
            full.firstByte(),
            full.overhead(),
            full.usage(),
            full.money(),
            full.cache());

    assertThat(ExchangeCodec.encode(exchange)).hasSizeLessThan(Frames.LONGEST);
  }

  @Test
  void refusesAnUnknownVersion() {
    byte[] payload = payload(Exchanges.full("call-1"));
    payload[0] = 2;

    assertThatThrownBy(() -> ExchangeCodec.decode(payload))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown version");
  }

  @Test
  void refusesAnyCutRecord() {
    byte[] payload = payload(Exchanges.full("call-1"));
    for (int length = 0; length < payload.length; length++) {
      byte[] cut = Arrays.copyOf(payload, length);

      assertThatThrownBy(() -> ExchangeCodec.decode(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String requestedModel(String text) {
    return roundTrip(Exchanges.asking("call-1", text)).requestedModel();
  }

  private static ExchangeRecord roundTrip(ExchangeRecord exchange) {
    return ExchangeCodec.decode(payload(exchange));
  }

  private static byte[] payload(ExchangeRecord exchange) {
    byte[] frame = ExchangeCodec.encode(exchange);
    return Arrays.copyOfRange(frame, RecordWriter.HEADER, frame.length);
  }
}
