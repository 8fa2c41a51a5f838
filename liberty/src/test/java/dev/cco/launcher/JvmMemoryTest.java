package dev.cco.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class JvmMemoryTest {
  @Test
  void makesRoomForTheTierAndTheBuffers() {
    assertThat(JvmMemory.forOffHeapCache(Map.of(), Map.of("CCO_CACHE_OFFHEAP_SIZE", "2GB")))
        .contains("-XX:MaxDirectMemorySize=2112m");
    assertThat(JvmMemory.forOffHeapCache(Map.of("cco.cache.offheap-size", "512mb"), Map.of()))
        .contains("-XX:MaxDirectMemorySize=576m");
    assertThat(JvmMemory.forOffHeapCache(Map.of("cco.cache.offheap-size", "1025KB"), Map.of()))
        .contains("-XX:MaxDirectMemorySize=66m");
  }

  @Test
  void leavesTheDefaultAndWhatItCannotReadToOthers() {
    assertThat(JvmMemory.forOffHeapCache(Map.of(), Map.of())).isEmpty();
    assertThat(JvmMemory.forOffHeapCache(Map.of(), Map.of("CCO_CACHE_OFFHEAP_SIZE", "much")))
        .isEmpty();
  }
}
