package dev.cco.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SizesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0B, 0",
    "512B, 512",
    "1KB, 1024",
    "64MB, 67108864",
    "64mb, 67108864",
    "2 GiB, 2147483648",
    " 1TB , 1099511627776",
    "8388607TB, 9223370937343148032"
  })
  void readsSizes(String text, long bytes) {
    assertThat(Sizes.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64", "MB", "-1MB", "1.5GB", "64 M B", "64PB", "0x10B", "64MB 1KB"})
  void refusesWhatIsNoSize(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sizes.parse(text))
        .withMessageContaining("'" + text + "'")
        .withMessageContaining("64MB");
  }

  @Test
  void refusesMoreThanALongHolds() {
    assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse("8388608TB"));
    assertThatIllegalArgumentException().isThrownBy(() -> Sizes.parse("9999999999999999999B"));
  }
}
