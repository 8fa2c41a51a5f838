package dev.cco.gateway.batch;

import dev.cco.gateway.Admission;
import dev.cco.gateway.CacheScope;
import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.Ledger;
import dev.cco.gateway.LedgerFullException;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.Reply;
import dev.cco.gateway.batch.Batch.Status;
import dev.cco.gateway.dispatch.Providers;
import dev.cco.gateway.dispatch.Targets;
import dev.cco.gateway.pricing.PriceBook;
import dev.cco.gateway.routing.Router;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.json.Json;
import dev.cco.spi.BatchCall;
import dev.cco.spi.ProviderException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Message batches as clients know them. A batch whose models all lead to one provider that takes
 * batches goes there; any other is worked off here, request by request. Each is seen by those who
 * share its creator's answers, and to others there is none.
 */
public final class BatchService implements AutoCloseable {
  private static final Comparator<Batch> NEWEST_FIRST =
      Comparator.comparing(Batch::createdAt).thenComparing(Batch::id).reversed();

  private final Parts parts;
  private final Clock clock;
  private final BatchStore store;
  private final Intake intake;
  private final OwnBatches own;
  private final DelegatedBatches delegated;
  private final BatchWatch watch;

  /**
   * Reads the batches there are, and goes on with those that have not ended.
   *
   * @param root where batches are kept
   */
  public BatchService(Path root, Parts parts, BatchSettings settings, Clock clock) {
    this.parts = parts;
    this.clock = clock;
    this.store = new BatchStore(root);
    this.own = new OwnBatches(new ItemCall(parts.gateway(), parts.ids(), clock), settings, clock);
    this.delegated = new DelegatedBatches(parts.router(), parts.providers(), parts.targets());
    this.intake = new Intake(store, own, delegated, settings, clock);
    Booking booking = new Booking(parts.router(), parts.prices(), parts.ledger(), clock);
    this.watch = new BatchWatch(store, delegated, booking, parts.ids(), settings, clock);
    intake.resume();
    watch.start();
  }

  /**
   * What the service works with.
   *
   * @param gateway answers one request
   * @param ids makes the ids of calls
   * @param scope says who shares answers, and batches
   */
  public record Parts(
      Function<ClientRequest, Reply> gateway,
      Supplier<String> ids,
      Admission admission,
      CacheScope scope,
      Router router,
      Providers providers,
      Targets targets,
      PriceBook prices,
      Ledger ledger) {}

  /**
   * Takes a new batch's body from the network to the disk.
   *
   * @param length of the body, negative if it is not told
   * @throws RefusalException if the caller may not ask, or it is too long or breaks off
   */
  public Upload receive(ClientRequest caller, InputStream body, long length) {
    parts.admission().admit(caller);
    return intake.receive(body, length);
  }

  /** Takes a batch whose body was received. */
  public Reply create(ClientRequest caller, Upload upload, String self) {
    try (upload) {
      return told(
          caller,
          () -> {
            Intake.Taken taken = intake.take(caller, parts.scope().of(caller), upload);
            taken.folder().batch().delegation().ifPresent(any -> watch.remember(caller, taken));
            return BatchReplies.json(
                caller, BatchReplies.view(taken.folder().batch(), self), taken.headers());
          });
    }
  }

  /** The batches that the caller may see, newest first. */
  public Reply list(ClientRequest caller, Supplier<Page> page, String self) {
    return guarded(
        caller,
        () -> {
          String scope = parts.scope().of(caller);
          List<Batch> all =
              store.all().stream()
                  .map(BatchFolder::batch)
                  .filter(batch -> batch.scope().equals(scope))
                  .sorted(NEWEST_FIRST)
                  .toList();
          Page.Found found = page.get().of(all);
          return BatchReplies.json(
              caller,
              BatchReplies.page(
                  found.batches().stream().map(batch -> BatchReplies.view(batch, self)).toList(),
                  found.more()),
              Map.of());
        });
  }

  /** How far a batch is. */
  public Reply get(ClientRequest caller, String id, String self) {
    return guarded(
        caller,
        () -> {
          BatchFolder folder = find(caller, id);
          return folder.batch().delegation().isPresent()
              ? ask(caller, folder, new BatchCall.Get(id), self)
              : BatchReplies.json(caller, BatchReplies.view(folder.batch(), self), Map.of());
        });
  }

  /** Ends a batch before its time: what is under way is finished, the rest is canceled. */
  public Reply cancel(ClientRequest caller, String id, String self) {
    return guarded(
        caller,
        () -> {
          BatchFolder folder = find(caller, id);
          if (folder.batch().delegation().isPresent()) {
            return ask(caller, folder, new BatchCall.Cancel(id), self);
          }
          Batch canceled = folder.update(this::canceled);
          own.wake(id);
          return BatchReplies.json(caller, BatchReplies.view(canceled, self), Map.of());
        });
  }

  private Batch canceled(Batch batch) {
    return switch (batch.status()) {
      case IN_PROGRESS -> batch.canceling(clock.instant());
      case CANCELING -> batch;
      case ENDED -> throw refusal("Batch " + batch.id() + " has ended; it cannot be canceled.");
    };
  }

  /** Forgets a batch that has ended. */
  public Reply delete(ClientRequest caller, String id) {
    return guarded(
        caller,
        () -> {
          BatchFolder folder = find(caller, id);
          Batch batch = folder.batch();
          if (batch.delegation().isPresent()) {
            watch.bookNow(caller, folder);
            DelegatedBatches.Told told =
                delegated.ask(caller, batch.delegation().get(), new BatchCall.Delete(id));
            store.remove(folder);
            watch.forget(id);
            return BatchReplies.json(caller, told.view(), told.headers());
          }
          if (batch.status() != Status.ENDED) {
            throw refusal("Batch " + id + " has not ended; cancel it before it is deleted.");
          }
          store.remove(folder);
          return BatchReplies.json(
              caller, Json.object().put("id", id).put("type", "message_batch_deleted"), Map.of());
        });
  }

  /** The results of a batch that has ended, by lines. */
  public Reply results(ClientRequest caller, String id) {
    return guarded(
        caller,
        () -> {
          BatchFolder folder = find(caller, id);
          Batch batch = folder.batch();
          if (batch.delegation().isPresent()) {
            var answer = delegated.results(caller, batch.delegation().get(), id);
            return BatchReplies.lines(
                caller,
                out -> {
                  try (answer) {
                    answer.body().transferTo(out);
                  }
                },
                answer.headers());
          }
          if (batch.status() != Status.ENDED || batch.archivedAt().isPresent()) {
            throw notFound(
                "Batch " + id + " has no results " + (batch.hasEnded() ? "any more." : "yet."));
          }
          return BatchReplies.lines(caller, out -> Files.copy(folder.results(), out), Map.of());
        });
  }

  private Reply ask(ClientRequest caller, BatchFolder folder, BatchCall call, String self) {
    DelegatedBatches.Told told =
        delegated.ask(caller, folder.batch().delegation().orElseThrow(), call);
    Batch seen = folder.update(batch -> batch.seen(told.view()));
    watch.seen(caller, folder);
    return BatchReplies.json(caller, BatchReplies.view(seen, self), told.headers());
  }

  private BatchFolder find(ClientRequest caller, String id) {
    String scope = parts.scope().of(caller);
    return store
        .find(id)
        .filter(folder -> folder.batch().scope().equals(scope))
        .orElseThrow(() -> notFound("There is no batch " + id + "."));
  }

  private Reply guarded(ClientRequest caller, Supplier<Reply> work) {
    return told(
        caller,
        () -> {
          parts.admission().admit(caller);
          return work.get();
        });
  }

  private static Reply told(ClientRequest caller, Supplier<Reply> work) {
    try {
      return work.get();
    } catch (RefusalException | ProviderException | LedgerFullException e) {
      return BatchReplies.error(caller, e);
    }
  }

  private static RefusalException refusal(String message) {
    return new RefusalException(ApiError.of(400, ApiError.Kind.INVALID_REQUEST, message));
  }

  private static RefusalException notFound(String message) {
    return new RefusalException(ApiError.of(404, ApiError.Kind.NOT_FOUND, message));
  }

  /** Begins nothing more; what does not end in time goes on after the next start. */
  @Override
  public void close() {
    watch.close();
    own.close();
  }
}
