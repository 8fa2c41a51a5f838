package dev.cco.gateway;

import dev.cco.gateway.dispatch.Feed;
import dev.cco.gateway.dispatch.Portion;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.Slice;
import dev.cco.protocol.WireEvent;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A provider's stream that identical requests read together, each at its own pace: whoever has read
 * all that arrived fetches more. The upstream call ends with the last reader.
 */
final class SharedStream {
  private final Feed source;
  private final int limit;
  private final Runnable over;

  /** Guards everything below; never held while the source is asked. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final List<Portion> arrived = new ArrayList<>();
  private final Set<Reader> readers = new HashSet<>();
  private long dropped;
  private long bytes;
  private boolean fetching;
  private boolean ended;
  private boolean paid;
  private @Nullable RuntimeException failure;

  /** What ends the broken stream, the same for each reader. */
  private Optional<List<WireEvent>> ending = Optional.empty();

  private AnswerFacts facts;

  /**
   * @param limit how many bytes may have arrived for another reader still to join
   * @param over called once there is no reader any more
   */
  SharedStream(Feed source, int limit, Runnable over) {
    this.source = source;
    this.limit = limit;
    this.over = over;
    this.facts = source.facts();
  }

  /** The reader of the request that opened the stream. */
  Reader first() {
    lock.lock();
    try {
      return added();
    } finally {
      lock.unlock();
    }
  }

  /** One more reader, from the beginning on; absent where it is too late. */
  Optional<Reader> join() {
    lock.lock();
    try {
      boolean late = dropped > 0 || bytes > limit || readers.isEmpty();
      return late ? Optional.empty() : Optional.of(added());
    } finally {
      lock.unlock();
    }
  }

  private Reader added() {
    Reader reader = new Reader();
    readers.add(reader);
    return reader;
  }

  /** Reads the stream for one of the requests. */
  final class Reader implements Feed {
    private long position;
    private boolean closed;

    @Override
    public Optional<Portion> next() {
      lock.lock();
      try {
        while (true) {
          if (closed) {
            throw new UpstreamFailure(Kind.BROKEN, "the stream was closed");
          }
          if (position < dropped + arrived.size()) {
            Portion portion = arrived.get((int) (position - dropped));
            position++;
            trim();
            return Optional.of(portion);
          }
          if (failure != null) {
            throw failure;
          }
          if (ended) {
            return Optional.empty();
          }
          if (fetching) {
            changed.awaitUninterruptibly();
          } else {
            fetch();
          }
        }
      } finally {
        lock.unlock();
      }
    }

    /**
     * Whether this reader's request is the one that pays: the first that comes to the answer's end,
     * or the last that leaves before it.
     */
    boolean pays(boolean complete) {
      lock.lock();
      try {
        boolean mine = !paid && (complete || readers.size() <= (readers.contains(this) ? 1 : 0));
        paid |= mine;
        return mine;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public AnswerFacts facts() {
      lock.lock();
      try {
        if (!fetching) {
          facts = source.facts();
        }
        return facts;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Optional<List<WireEvent>> broken(ApiError error) {
      lock.lock();
      try {
        if (ending.isEmpty()) {
          ending = source.broken(error);
        }
        return ending;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public List<String> dropped() {
      return source.dropped();
    }

    @Override
    public void close() {
      boolean last;
      lock.lock();
      try {
        closed = true;
        last = readers.remove(this) && readers.isEmpty();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      if (last) {
        source.close();
        over.run();
      }
    }
  }

  /** Asks the source for more, without the lock. */
  private void fetch() {
    fetching = true;
    lock.unlock();
    Optional<Portion> next = Optional.empty();
    RuntimeException broken = null;
    try {
      next = source.next().map(SharedStream::kept);
    } catch (RuntimeException e) {
      broken = e;
    } finally {
      lock.lock();
    }
    fetching = false;
    failure = broken;
    ended = broken == null && next.isEmpty();
    next.ifPresent(
        portion -> {
          arrived.add(portion);
          bytes += portion.raw().length();
        });
    changed.signalAll();
  }

  /** Forgets what nobody will read any more, once nobody can join. */
  private void trim() {
    if (bytes <= limit) {
      return;
    }
    long slowest = Long.MAX_VALUE;
    for (Reader reader : readers) {
      slowest = Math.min(slowest, reader.position);
    }
    int behind = (int) Math.min(slowest - dropped, arrived.size());
    if (behind > 0) {
      arrived.subList(0, behind).clear();
      dropped += behind;
    }
  }

  /** A portion whose bytes stay valid. */
  private static Portion kept(Portion portion) {
    Slice raw = copy(portion.raw());
    Slice seen = portion.bytes().equals(portion.raw()) ? raw : copy(portion.bytes());
    return new Portion(seen, raw, portion.sight());
  }

  private static Slice copy(Slice slice) {
    byte[] copy = new byte[slice.length()];
    System.arraycopy(slice.array(), slice.from(), copy, 0, copy.length);
    return Slice.of(copy);
  }
}
