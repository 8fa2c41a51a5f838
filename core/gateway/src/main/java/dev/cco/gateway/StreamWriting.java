package dev.cco.gateway;

import dev.cco.gateway.dispatch.Feed;
import dev.cco.gateway.dispatch.Opened;
import dev.cco.gateway.dispatch.Portion;
import dev.cco.protocol.AnswerFacts;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.Slice;
import dev.cco.protocol.StreamTap.Sight;
import dev.cco.protocol.sse.SseWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/** Writes one stream to its client, and settles it before its last event goes out. */
final class StreamWriting implements Reply.Writing {
  /** What a client is booked with that left before the end. */
  private static final int CLIENT_LEFT = 499;

  private static final String LEFT = "client_closed_request";

  private final Exchange exchange;
  private final Opening opening;
  private final Answers answers;
  private final CacheDesk cache;
  private final GatewaySettings settings;
  private final ScheduledExecutorService timer;

  StreamWriting(
      Exchange exchange,
      Opening opening,
      Answers answers,
      CacheDesk cache,
      GatewaySettings settings,
      ScheduledExecutorService timer) {
    this.exchange = exchange;
    this.opening = opening;
    this.answers = answers;
    this.cache = cache;
    this.settings = settings;
    this.timer = timer;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    try (Heartbeat client = new Heartbeat(out, exchange.dialect(), settings.heartbeat(), timer)) {
      client.open();
      if (!opening.isDone()) {
        client.onLoss(this::abandon);
        client.beat();
      }
      Opened opened = opening.await();
      switch (opened) {
        case Opened.Streaming streaming -> pump(client, streaming);
        case Opened.Plain plain -> throw new IllegalStateException("a stream came as a whole");
        case Opened.Raw raw -> throw new IllegalStateException("a stream came unread");
      }
    } catch (ExecutionException e) {
      tell(out, Streams.failure(e));
    } catch (CancellationException e) {
      leftEarly();
      throw new IOException("the client left before the provider began", e);
    } catch (IOException e) {
      exchange.abandon();
      leftEarly();
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      opening.abandon();
    }
  }

  private void abandon() {
    exchange.abandon();
    opening.abandon();
  }

  /** Books a client that left before there was an answer; later ones are booked already. */
  private void leftEarly() {
    answers.record(exchange, Exchange.Outcome.refused(CLIENT_LEFT, LEFT));
  }

  private void pump(Heartbeat client, Opened.Streaming opened) throws IOException {
    Feed feed = opened.feed();
    client.onLoss(feed::close);
    Optional<ByteArrayOutputStream> keep =
        cache.mayStore(exchange) ? Optional.of(new ByteArrayOutputStream(4096)) : Optional.empty();
    try {
      keep.ifPresent(kept -> kept.writeBytes(opened.heldRaw()));
      exchange.firstByte();
      if (opened.ended()) {
        finish(opened, keep);
      }
      client.write(opened.held(), 0, opened.held().length);
      for (Optional<Portion> next = feed.next(); next.isPresent(); next = feed.next()) {
        Portion portion = next.get();
        keep.ifPresent(kept -> keep(kept, portion.raw()));
        settle(opened, portion.sight(), keep);
        Slice bytes = portion.bytes();
        if (bytes.length() > 0) {
          client.write(bytes.array(), bytes.from(), bytes.length());
        }
      }
      if (exchange.unrecorded()) {
        finish(opened, keep);
      }
    } catch (IOException e) {
      left(opened);
      throw e;
    } catch (RuntimeException e) {
      if (client.lost()) {
        left(opened);
        throw new IOException("the client is gone", e);
      }
      broke(client, opened, e);
    } finally {
      feed.close();
    }
  }

  private void keep(ByteArrayOutputStream kept, Slice raw) {
    if (kept.size() <= settings.maxStoredBytes()) {
      kept.write(raw.array(), raw.from(), raw.length());
    }
  }

  private void settle(Opened.Streaming opened, Sight sight, Optional<ByteArrayOutputStream> keep) {
    switch (sight) {
      case END -> finish(opened, keep);
      case ERROR -> {
        share(opened, false);
        answers.settle(
            exchange, opened.route(), opened.feed().facts(), 502, Optional.of("stream_error"));
      }
      case PREAMBLE, CONTENT -> {
        // Goes on.
      }
    }
  }

  /** The answer is complete: books and stores it. */
  private void finish(Opened.Streaming opened, Optional<ByteArrayOutputStream> keep) {
    share(opened, true);
    AnswerFacts facts = opened.feed().facts();
    Money money = answers.settle(exchange, opened.route(), facts);
    keep.ifPresent(
        kept -> cache.store(exchange, opened.route(), facts, money, true, kept.toByteArray()));
  }

  /** Finds out who pays for a stream that several requests read. */
  private void share(Opened.Streaming opened, boolean complete) {
    if (opened.feed() instanceof SharedStream.Reader reader && exchange.unrecorded()) {
      exchange.collapsed(!reader.pays(complete));
    }
  }

  /** The client left: the provider is stopped, and what it did until now is booked. */
  private void left(Opened.Streaming opened) {
    opened.feed().close();
    share(opened, false);
    answers.settle(exchange, opened.route(), opened.feed().facts(), CLIENT_LEFT, Optional.of(LEFT));
  }

  /** The provider broke off after content had gone out: nothing but an error event can follow. */
  private void broke(Heartbeat client, Opened.Streaming opened, RuntimeException failure)
      throws IOException {
    ApiError error = Refusals.error(exchange, failure);
    share(opened, false);
    answers.settle(
        exchange,
        opened.route(),
        opened.feed().facts(),
        error.status(),
        Optional.of(error.kind().name().toLowerCase(Locale.ROOT)));
    byte[] events =
        SseWriter.write(
            opened
                .feed()
                .broken(error)
                .orElseGet(() -> exchange.dialect().streamError(error, exchange.request().id())));
    client.write(events, 0, events.length);
  }

  /** Nothing began to answer, and the status has gone out already. */
  private void tell(OutputStream out, RuntimeException failure) throws IOException {
    ApiError error = Refusals.error(exchange, failure);
    answers.record(
        exchange,
        Exchange.Outcome.refused(error.status(), error.kind().name().toLowerCase(Locale.ROOT)));
    out.write(SseWriter.write(exchange.dialect().streamError(error, exchange.request().id())));
    out.flush();
  }
}
