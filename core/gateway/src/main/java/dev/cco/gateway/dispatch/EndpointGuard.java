package dev.cco.gateway.dispatch;

import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import io.smallrye.faulttolerance.api.TypedGuard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * Stands before one endpoint of one provider: retry around circuit breaker around time-out. A guard
 * ends when its call returns, but a stream goes on: its permit is held, and its later failure
 * reported, by whoever closes it.
 */
final class EndpointGuard {
  /** More than any request may use; each request brings its own, smaller allowance. */
  private static final int RETRIES_AT_MOST = 10;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** The provider's: where it listens is not for clients to know. */
  private final String name;

  private final Deadlines deadlines;
  private final Semaphore permits;
  private final TypedGuard<Opened> guard;

  EndpointGuard(String name, EndpointSettings settings, Deadlines deadlines) {
    this.name = name;
    this.deadlines = deadlines;
    this.permits = new Semaphore(settings.maxConcurrent());
    this.guard =
        TypedGuard.create(Opened.class)
            .withDescription(name)
            .withRetry()
            .maxRetries(RETRIES_AT_MOST)
            .maxDuration(1, ChronoUnit.HOURS)
            .jitter(0, ChronoUnit.MILLIS)
            .whenException(Retryable.class::isInstance)
            .withCustomBackoff()
            .strategy(() -> EndpointGuard::backoff)
            .done()
            .done()
            .withCircuitBreaker()
            .requestVolumeThreshold(settings.breakerVolume())
            .failureRatio(settings.breakerRatio())
            .delay(settings.breakerDelay().toMillis(), ChronoUnit.MILLIS)
            .successThreshold(1)
            .when(EndpointGuard::isFaultOfTheEndpoint)
            .done()
            .build();
  }

  /** Wraps a failure after which this request may try the endpoint again. */
  static final class Retryable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final UpstreamFailure failure;

    Retryable(UpstreamFailure failure) {
      super(failure);
      this.failure = failure;
    }

    UpstreamFailure failure() {
      return failure;
    }
  }

  /**
   * Runs an attempt, and others while it throws {@link Retryable}.
   *
   * @throws UpstreamFailure if none succeeds, the breaker is open, or too many calls are under way
   */
  Opened call(Duration timeout, Callable<Opened> attempt) {
    if (!permits.tryAcquire()) {
      throw new UpstreamFailure(Kind.OVERLOADED, name + " has as many calls as it may have");
    }
    boolean open = false;
    try {
      Opened opened = guard.call(() -> inTime(timeout, attempt));
      open = opened instanceof Opened.Streaming;
      return opened;
    } catch (Retryable e) {
      throw e.failure();
    } catch (CircuitBreakerOpenException e) {
      throw new UpstreamFailure(
          Kind.OVERLOADED, name + " failed too often lately and is given a rest", e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new UpstreamFailure(Kind.SERVER_ERROR, name + " could not be called", e);
    } finally {
      if (!open) {
        permits.release();
      }
    }
  }

  private Opened inTime(Duration timeout, Callable<Opened> attempt) throws Exception {
    try {
      return deadlines.within(timeout, attempt);
    } catch (TimeoutException e) {
      throw new UpstreamFailure(
          Kind.TIMEOUT, name + " did not answer within " + timeout.toMillis() + " ms", e);
    }
  }

  /** A stream that held a permit is over, well or not. */
  void closed(boolean failed) {
    permits.release();
    if (failed) {
      reportFailure();
    }
  }

  /** Lets the breaker see a failure that came after its call had returned. */
  private void reportFailure() {
    try {
      guard.call(
          () -> {
            throw new UpstreamFailure(Kind.BROKEN, "broke in the middle of a stream");
          });
    } catch (Exception e) {
      // The failure just thrown, or the breaker's that is open already: both are its count.
      return;
    }
  }

  private static long backoff(Throwable thrown) {
    long base = 200 + ThreadLocalRandom.current().nextLong(100);
    if (thrown instanceof Retryable retryable) {
      return retryable
          .failure()
          .retryAfter()
          .map(wait -> Math.min(wait.toMillis(), LONGEST_WAIT.toMillis()))
          .orElse(base);
    }
    return base;
  }

  private static boolean isFaultOfTheEndpoint(Throwable thrown) {
    Throwable cause = thrown instanceof Retryable retryable ? retryable.failure() : thrown;
    return cause instanceof UpstreamFailure failure
        && switch (failure.kind()) {
          case REFUSED, UNREACHABLE, BROKEN, TIMEOUT, OVERLOADED, SERVER_ERROR, INVALID_ANSWER ->
              true;
          case RATE_LIMITED, AUTHENTICATION, BILLING -> false;
        };
  }

  /** Whether the failure may pass by itself soon enough to wait for it. */
  static boolean worthAnotherTry(UpstreamFailure failure) {
    return switch (failure.kind()) {
      case BROKEN, TIMEOUT, SERVER_ERROR -> true;
      case OVERLOADED -> failure.retryAfter().map(EndpointGuard::isShort).orElse(true);
      case RATE_LIMITED -> failure.retryAfter().map(EndpointGuard::isShort).orElse(false);
      case REFUSED, UNREACHABLE, AUTHENTICATION, BILLING, INVALID_ANSWER -> false;
    };
  }

  private static boolean isShort(Duration wait) {
    return wait.compareTo(LONGEST_WAIT) <= 0;
  }
}
