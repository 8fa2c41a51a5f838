package dev.cco.gateway;

import dev.cco.spi.Operation;
import dev.cco.spi.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of an exchange when it is over: no text of it.
 *
 * @param id the call's id, which the client sees as its request id
 * @param key the virtual key's id, where there was one
 * @param servedModel the model that answered, absent if none did
 * @param provider the provider that answered; on a hit the one that answered first
 * @param attempts the tries of this exchange, in order; none on a hit
 * @param status the HTTP status the client saw
 * @param errorType the error's type in the client's protocol
 * @param latency from the request's last byte to the answer's
 * @param firstByte to the first byte of content
 * @param overhead the part of it that was ours
 * @param usage what the answer says; on a hit what it would have been
 */
public record ExchangeRecord(
    String id,
    Instant startedAt,
    String project,
    Optional<String> key,
    Operation operation,
    String requestedModel,
    Optional<String> servedModel,
    Optional<String> provider,
    List<Attempt> attempts,
    int status,
    Optional<String> errorType,
    boolean stream,
    Duration latency,
    Optional<Duration> firstByte,
    Duration overhead,
    Usage usage,
    Money money,
    CacheOutcome cache) {

  /** How the response cache took part. */
  public enum CacheOutcome {
    /** Not asked: switched off, or the client said so. */
    NONE,
    MISS,
    /** Found by the request's very bytes. */
    HIT_BYTES,
    /** Found by the request's meaning. */
    HIT_CANONICAL,
    /** Shared the upstream call of an identical request. */
    HIT_COLLAPSED;

    public boolean hit() {
      return this == HIT_BYTES || this == HIT_CANONICAL || this == HIT_COLLAPSED;
    }
  }

  public ExchangeRecord {
    attempts = List.copyOf(attempts);
  }
}
