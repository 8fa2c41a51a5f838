package dev.cco.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "250ms, PT0.25S",
    "30s, PT30S",
    "5m, PT5M",
    "1h, PT1H",
    "1H, PT1H",
    "1h30m, PT1H30M",
    " 7d , PT168H",
    "106751d, PT2562024H"
  })
  void readsDurations(String text, Duration duration) {
    assertThat(Durations.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "-1s", "1.5h", "1 h", "1w", "PT1H", "1h-"})
  void refusesWhatIsNoDuration(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("'" + text + "'")
        .withMessageContaining("30s");
  }

  @Test
  void refusesMoreNanosecondsThanALongHolds() {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse("106752d"));
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse("999999999999999999d"));
  }
}
