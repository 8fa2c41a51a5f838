package dev.cco.gateway.cache;

import java.nio.ByteBuffer;
import org.ehcache.spi.serialization.Serializer;

/** Keys as their 32 bytes. Public with this constructor because Ehcache makes it. */
public final class CacheKeySerializer implements Serializer<CacheKey> {

  public CacheKeySerializer(ClassLoader ignored) {}

  @Override
  public ByteBuffer serialize(CacheKey key) {
    ByteBuffer out = ByteBuffer.allocate(CacheKey.BYTES);
    key.write(out);
    return out.flip();
  }

  @Override
  public CacheKey read(ByteBuffer binary) {
    return CacheKey.read(binary);
  }

  @Override
  public boolean equals(CacheKey key, ByteBuffer binary) {
    return key.equals(read(binary));
  }
}
