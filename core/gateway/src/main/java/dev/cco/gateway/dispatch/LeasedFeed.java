package dev.cco.gateway.dispatch;

import dev.cco.protocol.AnswerFacts;
import dev.cco.spi.UpstreamFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A feed that holds a permit of its endpoint until it is closed. */
final class LeasedFeed implements Feed {
  private final Feed feed;
  private final EndpointGuard guard;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean failed;

  LeasedFeed(Feed feed, EndpointGuard guard) {
    this.feed = feed;
    this.guard = guard;
  }

  @Override
  public Optional<Portion> next() {
    try {
      return feed.next();
    } catch (UpstreamFailure e) {
      failed = !closed.get();
      throw e;
    }
  }

  @Override
  public AnswerFacts facts() {
    return feed.facts();
  }

  @Override
  public List<String> dropped() {
    return feed.dropped();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      feed.close();
      guard.closed(failed);
    }
  }
}
