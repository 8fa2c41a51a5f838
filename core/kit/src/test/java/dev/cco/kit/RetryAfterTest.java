package dev.cco.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "retry-after=1,PT1S",
    "retry-after=3600,PT1H",
    "retry-after=Sat; 21 Nov 2026 12:00:07 GMT,PT7S",
    "retry-after-ms=1500|retry-after=9,PT1.5S",
    "x-ratelimit-remaining-tokens=0|x-ratelimit-reset-tokens=6m0s,PT6M",
    "x-ratelimit-remaining-requests=0|x-ratelimit-reset-requests=250ms,PT0.25S",
    "x-ratelimit-remaining-requests=0|x-ratelimit-reset-requests=1h2m3.5s,PT1H2M3.5S",
    "x-ratelimit-remaining-tokens=0|x-ratelimit-reset-tokens=2s|"
        + "x-ratelimit-remaining-requests=0|x-ratelimit-reset-requests=1s,PT2S",
    "anthropic-ratelimit-input-tokens-remaining=0|"
        + "anthropic-ratelimit-input-tokens-reset=2026-11-21T12:00:30Z,PT30S",
    "retry-after=2|x-ratelimit-remaining-tokens=0|x-ratelimit-reset-tokens=6m0s,PT2S"
  })
  void readsHowLongToWait(String headers, Duration wait) {
    assertThat(RetryAfter.of(headers(headers.replace(';', ',')), CLOCK)).contains(wait);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retry-after=soon",
        "retry-after=-1",
        "x-ratelimit-remaining-tokens=5|x-ratelimit-reset-tokens=6m0s",
        "x-ratelimit-remaining-tokens=0|x-ratelimit-reset-tokens=later",
        "anthropic-ratelimit-tokens-remaining=0"
      })
  void makesNoWaitUp(String headers) {
    assertThat(RetryAfter.of(headers(headers), CLOCK)).isEmpty();
  }

  @Test
  void waitsADayAtMost() {
    assertThat(RetryAfter.of(Map.of("retry-after", "99999999"), CLOCK))
        .contains(Duration.ofDays(1));
  }

  private static Map<String, String> headers(String text) {
    Map<String, String> headers = new HashMap<>();
    for (String header : text.split("\\|", -1)) {
      headers.put(
          header.substring(0, header.indexOf('=')), header.substring(header.indexOf('=') + 1));
    }
    return headers;
  }
}
