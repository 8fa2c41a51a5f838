package dev.cco.gateway;

import dev.cco.gateway.dispatch.Opened;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A stream being opened on a thread of its own. Whoever waits for it may give up; what is opened
 * nevertheless is closed at once.
 */
final class Opening {
  private final CompletableFuture<Opened> outcome = new CompletableFuture<>();
  private final Thread thread;

  Opening(Supplier<Opened> open) {
    this.thread = Thread.ofVirtual().name("cco-opening").start(() -> run(open));
  }

  private void run(Supplier<Opened> open) {
    try {
      Opened opened = open.get();
      if (!outcome.complete(opened)) {
        close(opened);
      }
    } catch (RuntimeException | Error e) {
      outcome.completeExceptionally(e);
    }
  }

  boolean isDone() {
    return outcome.isDone();
  }

  /**
   * Waits for the stream to begin.
   *
   * @throws TimeoutException if that takes longer than the limit
   * @throws ExecutionException with the reason if it cannot be opened
   */
  Opened await(Duration limit) throws TimeoutException, ExecutionException, InterruptedException {
    return outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Waits for the stream to begin, for as long as it takes.
   *
   * @throws java.util.concurrent.CancellationException if it was abandoned
   * @throws ExecutionException with the reason if it cannot be opened
   */
  Opened await() throws ExecutionException, InterruptedException {
    return outcome.get();
  }

  /** Nobody wants it any more: the provider is stopped. */
  void abandon() {
    if (outcome.cancel(false)) {
      thread.interrupt();
    } else if (outcome.state() == Future.State.SUCCESS) {
      close(outcome.resultNow());
    }
  }

  private static void close(Opened opened) {
    if (opened instanceof Opened.Streaming streaming) {
      streaming.feed().close();
    }
  }
}
