package dev.cco.launcher;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory of the server's JVM outside of its heap. */
final class JvmMemory {
  /** Beside the cache's tier: buffers of the sockets. */
  private static final long BUFFERS_MIB = 64;

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(KB|MB|GB)");

  private JvmMemory() {}

  /**
   * The option that makes room for an off-heap tier of another size than the default, which {@code
   * jvm.options} covers. A size that cannot be read is left for the application to refuse.
   */
  static Optional<String> forOffHeapCache(
      Map<String, String> properties, Map<String, String> environment) {
    return Optional.ofNullable(properties.get("cco.cache.offheap-size"))
        .or(() -> Optional.ofNullable(environment.get("CCO_CACHE_OFFHEAP_SIZE")))
        .map(text -> SIZE.matcher(text.strip().toUpperCase(Locale.ROOT)))
        .filter(Matcher::matches)
        .map(size -> "-XX:MaxDirectMemorySize=" + (mebibytes(size) + BUFFERS_MIB) + "m");
  }

  private static long mebibytes(Matcher size) {
    long number = Long.parseLong(size.group(1));
    return switch (size.group(2)) {
      case "KB" -> Math.ceilDiv(number, 1024L);
      case "GB" -> number * 1024;
      default -> number;
    };
  }
}
