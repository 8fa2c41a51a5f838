package dev.cco.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.cco.gateway.cache.CacheSettings.Policy;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CacheSettingsTest {
  private static final long MIB = 1 << 20;
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void defaultsToAnHourAnd32And256Megabytes() {
    assertThat(CacheSettings.DEFAULTS)
        .isEqualTo(
            new CacheSettings(true, HOUR, Optional.empty(), 32 * MIB, 256 * MIB, Policy.ALL));
  }

  @Test
  void acceptsTheLeastSizesAndRefusesLess() {
    assertThatNoException().isThrownBy(() -> sized(MIB, 8 * MIB));
    assertThatNoException().isThrownBy(() -> sized(MIB, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> sized(MIB - 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> sized(MIB, 8 * MIB - 1));
    assertThatIllegalArgumentException().isThrownBy(() -> sized(MIB, -1));
  }

  @Test
  void refusesAHeapTierAsLargeAsTheOneBehindIt() {
    assertThatNoException().isThrownBy(() -> sized(16 * MIB - 1, 16 * MIB));
    assertThatIllegalArgumentException().isThrownBy(() -> sized(16 * MIB, 16 * MIB));
  }

  @Test
  void refusesTimesThatAreNotPositive() {
    assertThatIllegalArgumentException().isThrownBy(() -> timed(Duration.ZERO, Optional.empty()));
    assertThatIllegalArgumentException().isThrownBy(() -> timed(HOUR, Optional.of(Duration.ZERO)));
  }

  private static CacheSettings sized(long heap, long offHeap) {
    return new CacheSettings(true, HOUR, Optional.empty(), heap, offHeap, Policy.ALL);
  }

  private static CacheSettings timed(Duration ttl, Optional<Duration> tti) {
    return new CacheSettings(true, ttl, tti, MIB, 0, Policy.ALL);
  }
}
