package dev.cco.gateway;

import dev.cco.gateway.dispatch.Opened;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Replies with streams: holds each back until its first content, or for as long as is bearable. */
final class Streams implements AutoCloseable {
  private final Answers answers;
  private final CacheDesk cache;
  private final GatewaySettings settings;
  private final ScheduledExecutorService timer;

  Streams(Answers answers, CacheDesk cache, GatewaySettings settings) {
    this.answers = answers;
    this.cache = cache;
    this.settings = settings;
    ScheduledThreadPoolExecutor scheduler =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("cco-heartbeat").factory());
    scheduler.setRemoveOnCancelPolicy(true);
    this.timer = scheduler;
  }

  /**
   * A stream's reply: with the provider's headers if it begins soon, else a bare 200 whose body
   * waits on.
   *
   * @param open asks for the answer; called at once, on a thread of its own
   */
  Reply reply(Exchange exchange, Supplier<Opened> open) {
    Opening opening = new Opening(open);
    StreamWriting writing = new StreamWriting(exchange, opening, answers, cache, settings, timer);
    try {
      Opened opened = opening.await(settings.hold());
      return new Reply(200, begun(exchange, opened), new Reply.Streamed(writing));
    } catch (TimeoutException e) {
      return new Reply(200, headers(exchange).toMap(), new Reply.Streamed(writing));
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      opening.abandon();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a provider was asked", e);
    }
  }

  private Map<String, String> begun(Exchange exchange, Opened opened) {
    return headers(exchange)
        .provider(opened.headers())
        .put("Cache-Status", CacheDesk.missStatus(exchange, cache.mayStore(exchange)))
        .served(exchange, opened.route(), opened.dropped())
        .toMap();
  }

  private static ReplyHeaders headers(Exchange exchange) {
    return ReplyHeaders.of(exchange)
        .put("Content-Type", "text/event-stream; charset=utf-8")
        .put("Cache-Control", "no-cache");
  }

  static RuntimeException failure(ExecutionException e) {
    if (e.getCause() instanceof RuntimeException cause) {
      return cause;
    }
    return new IllegalStateException("a stream could not be opened", e.getCause());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
