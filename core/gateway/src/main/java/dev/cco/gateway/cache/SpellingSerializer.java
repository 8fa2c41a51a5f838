package dev.cco.gateway.cache;

import java.nio.ByteBuffer;
import org.ehcache.spi.serialization.Serializer;

/** Spellings as a key's 32 bytes and one of flags. Public because Ehcache makes it. */
public final class SpellingSerializer implements Serializer<Spelling> {
  private static final int STREAM = 1;
  private static final int USAGE = 2;

  public SpellingSerializer(ClassLoader ignored) {}

  @Override
  public ByteBuffer serialize(Spelling spelling) {
    ByteBuffer out = ByteBuffer.allocate(CacheKey.BYTES + 1);
    spelling.meaning().write(out);
    int flags = (spelling.stream() ? STREAM : 0) | (spelling.includeUsage() ? USAGE : 0);
    return out.put((byte) flags).flip();
  }

  @Override
  public Spelling read(ByteBuffer binary) {
    CacheKey meaning = CacheKey.read(binary);
    byte flags = binary.get();
    return new Spelling(meaning, (flags & STREAM) != 0, (flags & USAGE) != 0);
  }

  @Override
  public boolean equals(Spelling spelling, ByteBuffer binary) {
    return spelling.equals(read(binary));
  }
}
