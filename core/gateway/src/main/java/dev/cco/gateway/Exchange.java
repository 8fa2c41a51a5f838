package dev.cco.gateway;

import dev.cco.gateway.ExchangeRecord.CacheOutcome;
import dev.cco.protocol.Dialect;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.RequestFacts;
import dev.cco.protocol.WireFormat;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Conversation;
import dev.cco.spi.Operation;
import dev.cco.spi.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way, and what became known of it. Used by one thread at a time: the one that
 * opens the answer hands it to the one that writes it.
 */
public final class Exchange {
  private final ClientRequest request;
  private final WireFormat format;
  private final List<Attempt> attempts = new ArrayList<>();
  private final AtomicBoolean recorded = new AtomicBoolean();
  private @Nullable RequestFacts facts;
  private @Nullable Conversation conversation;
  private boolean passing = true;
  private boolean ownKey;
  private boolean fallback;
  private CacheOutcome cache = CacheOutcome.NONE;
  private boolean collapsed;
  private Optional<CacheDesk.Keys> keys = Optional.empty();
  private Optional<CacheDesk.Hit> hit = Optional.empty();
  private volatile boolean abandoned;
  private long openedNanos;
  private long firstByteNanos;

  Exchange(ClientRequest request, WireFormat format) {
    this.request = request;
    this.format = format;
  }

  public ClientRequest request() {
    return request;
  }

  public Operation operation() {
    return request.operation();
  }

  /** How the operation is written. */
  public WireFormat format() {
    return format;
  }

  /** The client's language; of a conversation only. */
  public Dialect dialect() {
    if (format instanceof Dialect dialect) {
      return dialect;
    }
    throw new IllegalStateException(operation() + " is no conversation");
  }

  /** Looks at the request's body; before this there are no {@link #facts}. */
  void read() {
    facts = format.facts(Tape.scan(request.body()), request.operation());
  }

  public RequestFacts facts() {
    if (facts == null) {
      throw new IllegalStateException("the request was not read yet");
    }
    return facts;
  }

  /** The model asked for, empty while the request is not read. */
  String requestedModel() {
    return facts == null
        ? hit.map(found -> found.answer().requestedModel()).orElse("")
        : facts.model();
  }

  boolean stream() {
    return facts == null ? hit.map(CacheDesk.Hit::stream).orElse(false) : facts.stream();
  }

  /** The request in canonical form, read when a route first needs it. */
  public Conversation conversation() {
    if (conversation == null) {
      conversation = dialect().readRequest(facts().tape(), headers());
    }
    return conversation;
  }

  /** What the headers say about how the body is to be read. */
  HeaderFacts headers() {
    return HeaderFacts.of(request.headers());
  }

  /** The random part of the id of an answer that we compose. */
  public String answerId() {
    return request.id().replace("req_", "");
  }

  public List<Attempt> attempts() {
    return attempts;
  }

  /** Notes a finished attempt. */
  public void attempted(Attempt attempt) {
    openedNanos = System.nanoTime();
    attempts.add(attempt);
  }

  /** Notes whether the target now tried takes and gives the client's own language. */
  public void passing(boolean passes) {
    passing = passes;
  }

  /** Notes whether the target now tried gets a credential of ours. */
  public void ownKey(boolean ours) {
    ownKey = ours;
  }

  boolean ownKey() {
    return ownKey;
  }

  /** Notes whether the target now tried is not the one that the route names. */
  public void fallback(boolean another) {
    fallback = another;
  }

  boolean fallback() {
    return fallback;
  }

  boolean passing() {
    return passing;
  }

  void cache(CacheOutcome outcome) {
    cache = outcome;
  }

  /** Notes the stored answer that this exchange gets. */
  void hit(CacheDesk.Hit found) {
    hit = Optional.of(found);
    cache = found.outcome();
  }

  CacheOutcome cache() {
    return cache;
  }

  /** Notes that this exchange gets what an identical one asks a provider for. */
  void follow(Exchange leader) {
    collapsed = true;
    passing = leader.passing;
    ownKey = leader.ownKey;
    fallback = leader.fallback;
  }

  /** Notes whether somebody else pays for the upstream call. */
  void collapsed(boolean paidByAnother) {
    collapsed = paidByAnother;
  }

  boolean collapsed() {
    return collapsed;
  }

  /** Notes that nobody waits for an answer any more; by any thread. */
  void abandon() {
    abandoned = true;
  }

  /** Whether further attempts would be for nobody. */
  public boolean abandoned() {
    return abandoned;
  }

  void keys(CacheDesk.Keys found) {
    keys = Optional.of(found);
  }

  /** Where the answer is looked for and stored; absent while the cache has no part in it. */
  Optional<CacheDesk.Keys> keys() {
    return keys;
  }

  /** Notes that the first content goes out now. */
  void firstByte() {
    if (firstByteNanos == 0) {
      firstByteNanos = System.nanoTime();
    }
  }

  /** Claims the right to record this exchange; true once. */
  boolean claimRecord() {
    return recorded.compareAndSet(false, true);
  }

  boolean unrecorded() {
    return !recorded.get();
  }

  /** What is to be recorded, now that it is over. */
  ExchangeRecord record(Outcome outcome) {
    long now = System.nanoTime();
    Duration latency = Duration.ofNanos(now - request.arrivedNanos());
    Duration upstream = Duration.ZERO;
    for (Attempt attempt : attempts) {
      upstream = upstream.plus(attempt.duration());
    }
    if (openedNanos != 0) {
      upstream = upstream.plusNanos(stream() ? now - openedNanos : 0);
    }
    Duration overhead = latency.minus(upstream);
    return new ExchangeRecord(
        request.id(),
        request.arrivedAt(),
        request.project(),
        Optional.empty(),
        request.operation(),
        requestedModel(),
        outcome.servedModel(),
        outcome.provider(),
        attempts,
        outcome.status(),
        outcome.errorType(),
        stream(),
        latency,
        firstByteNanos == 0
            ? Optional.empty()
            : Optional.of(Duration.ofNanos(firstByteNanos - request.arrivedNanos())),
        overhead.isNegative() ? Duration.ZERO : overhead,
        outcome.usage(),
        outcome.money(),
        collapsed ? CacheOutcome.HIT_COLLAPSED : cache);
  }

  /** How an exchange ended. */
  record Outcome(
      int status,
      Optional<String> errorType,
      Optional<String> servedModel,
      Optional<String> provider,
      Usage usage,
      Money money) {

    /** Nothing was answered. */
    static Outcome refused(int status, String errorType) {
      return new Outcome(
          status,
          Optional.of(errorType),
          Optional.empty(),
          Optional.empty(),
          Usage.UNKNOWN,
          Money.NOTHING);
    }
  }
}
