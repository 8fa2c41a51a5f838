package dev.cco.gateway.dispatch;

import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.WireEvent;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** A feed that holds a permit of its endpoint until it is closed, and may not go on for ever. */
final class LeasedFeed implements Feed {
  private final Feed feed;
  private final EndpointGuard guard;
  private final Duration longest;
  private final long opened = System.nanoTime();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean failed;

  /**
   * @param longest how long the stream may take from now on
   */
  LeasedFeed(Feed feed, EndpointGuard guard, Duration longest) {
    this.feed = feed;
    this.guard = guard;
    this.longest = longest;
  }

  @Override
  public Optional<Portion> next() {
    try {
      if (System.nanoTime() - opened > longest.toNanos()) {
        throw new UpstreamFailure(
            Kind.TIMEOUT, "the stream took longer than " + longest.toSeconds() + " s");
      }
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
  public Optional<List<WireEvent>> broken(ApiError error) {
    return feed.broken(error);
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
