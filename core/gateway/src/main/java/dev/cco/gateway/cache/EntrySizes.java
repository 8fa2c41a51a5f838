package dev.cco.gateway.cache;

import org.ehcache.config.ResourceUnit;
import org.ehcache.core.spi.store.Store.ValueHolder;
import org.ehcache.core.spi.store.heap.SizeOfEngine;
import org.ehcache.core.spi.store.heap.SizeOfEngineProvider;
import org.ehcache.spi.service.Service;
import org.ehcache.spi.service.ServiceConfiguration;
import org.ehcache.spi.service.ServiceProvider;

/**
 * Tells Ehcache how large an entry is on the heap. Its own engine walks object graphs through
 * {@code sun.misc.Unsafe}, which refuses records and is on its way out of Java; we know what we put
 * in.
 */
@SuppressWarnings("deprecation") // deprecated with the rest of byte sizing, without a replacement
final class EntrySizes implements SizeOfEngineProvider {
  /** Slot and node of the map 48, holder of the value 64, key 48. */
  private static final long OF_MAPPING = 160;

  /** Itself 24, the key it names 48. */
  private static final long OF_SPELLING = 72;

  private static final long OF_ARRAY_HEADER = 16;

  @Override
  public SizeOfEngine createSizeOfEngine(
      ResourceUnit unit, ServiceConfiguration<?, ?>... configurations) {
    return new SizeOfEngine() {
      @Override
      public <K, V> long sizeof(K key, ValueHolder<V> holder) {
        return OF_MAPPING + ofValue(holder.get());
      }
    };
  }

  @Override
  public void start(ServiceProvider<Service> services) {
    // Nothing to start.
  }

  @Override
  public void stop() {
    // Nothing to stop.
  }

  private static long ofValue(Object value) {
    if (value instanceof byte[] bytes) {
      return (OF_ARRAY_HEADER + bytes.length + 7) & ~7L;
    }
    return OF_SPELLING;
  }
}
