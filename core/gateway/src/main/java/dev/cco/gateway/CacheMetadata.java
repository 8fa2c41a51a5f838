package dev.cco.gateway;

import dev.cco.gateway.cache.CacheKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * What the cache had to do with a plain JSON answer, told inside it where {@code x-cco-debug: true}
 * asks for that.
 */
final class CacheMetadata {
  private CacheMetadata() {}

  /** The answer as it is, or with {@code _cache_metadata} as its last member. */
  static byte[] told(
      Exchange exchange, byte[] body, Optional<Instant> cachedAt, boolean cachedForFuture) {
    int end = body.length - 1;
    while (end >= 0 && Character.isWhitespace(body[end])) {
      end--;
    }
    if (!wanted(exchange) || end < 0 || body[end] != '}') {
      return body;
    }
    byte[] metadata = metadata(exchange, cachedAt, cachedForFuture);
    byte[] longer = new byte[end + metadata.length];
    System.arraycopy(body, 0, longer, 0, end);
    System.arraycopy(metadata, 0, longer, end, metadata.length);
    return longer;
  }

  private static boolean wanted(Exchange exchange) {
    return exchange.request().header("x-cco-debug").filter("true"::equalsIgnoreCase).isPresent();
  }

  /** The member and the brace after it. An answer of either protocol has others before it. */
  private static byte[] metadata(
      Exchange exchange, Optional<Instant> cachedAt, boolean cachedForFuture) {
    Optional<CacheKey> key = exchange.keys().map(keys -> keys.meaning().orElse(keys.bytes()));
    return (",\"_cache_metadata\":{\"cache_hit\":"
            + cachedAt.isPresent()
            + ",\"cached_at\":"
            + quoted(cachedAt)
            + ",\"cache_key\":"
            + quoted(key)
            + ",\"cached_for_future\":"
            + cachedForFuture
            + "}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(Optional<?> value) {
    return value.map(known -> "\"" + known + "\"").orElse("null");
  }
}
