package dev.cco.gateway.batch;

import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.LedgerFullException;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.batch.Batch.Delegation;
import dev.cco.spi.BatchCall;
import dev.cco.spi.Credential;
import dev.cco.spi.Operation;
import dev.cco.spi.ProviderException;
import dev.cco.spi.WireAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Looks after batches while nobody asks: those that a provider has are asked for until they have
 * ended and are booked, and results are forgotten when they are old. A provider that is paid by its
 * client's own credential is asked with it while it is remembered, which is until a restart; after
 * that the batch is booked when its client asks for it again.
 */
final class BatchWatch implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(BatchWatch.class.getName());

  private final BatchStore store;
  private final DelegatedBatches delegated;
  private final Booking booking;
  private final Supplier<String> ids;
  private final BatchSettings settings;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cco-batches").factory());

  /** In memory only. */
  private final Map<String, Credential> credentials = new ConcurrentHashMap<>();

  /** Held while a batch is asked for and booked: what is deleted meanwhile waits for that. */
  private final ReentrantLock attempting = new ReentrantLock();

  BatchWatch(
      BatchStore store,
      DelegatedBatches delegated,
      Booking booking,
      Supplier<String> ids,
      BatchSettings settings,
      Clock clock) {
    this.store = store;
    this.delegated = delegated;
    this.booking = booking;
    this.ids = ids;
    this.settings = settings;
    this.clock = clock;
  }

  void start() {
    long millis = settings.poll().toMillis();
    var unused = timer.scheduleWithFixedDelay(this::look, 0, millis, TimeUnit.MILLISECONDS);
  }

  /** Keeps the credential that pays for a batch, to ask for it later. */
  void remember(ClientRequest caller, Intake.Taken taken) {
    caller
        .credential()
        .filter(credential -> taken.folder().batch().credentialed())
        .ifPresent(credential -> credentials.put(taken.folder().batch().id(), credential));
  }

  /** Books a batch of which somebody just learned that it has ended; nobody waits for it. */
  void seen(ClientRequest caller, BatchFolder folder) {
    if (!isToBook(folder.batch())) {
      return;
    }
    try {
      timer.execute(() -> attempt(folder, caller));
    } catch (RejectedExecutionException stopping) {
      LOGGER.log(Level.DEBUG, "A batch is booked after the next start: {0}", folder.batch().id());
    }
  }

  /** Books a batch that is about to be forgotten, if it was not yet. */
  void bookNow(ClientRequest caller, BatchFolder folder) {
    if (folder.batch().delegation().filter(one -> !one.booked()).isPresent()) {
      attempt(folder, caller);
    }
  }

  /** The batch is no more. */
  void forget(String id) {
    credentials.remove(id);
  }

  private static boolean isToBook(Batch batch) {
    return batch.hasEnded() && batch.delegation().filter(one -> !one.booked()).isPresent();
  }

  private void look() {
    for (BatchFolder folder : store.all()) {
      try {
        look(folder);
      } catch (RuntimeException e) {
        LOGGER.log(Level.WARNING, "A batch could not be looked after: " + folder.batch().id(), e);
      }
    }
  }

  private void look(BatchFolder folder) {
    Batch batch = folder.batch();
    Optional<Delegation> delegation = batch.delegation();
    boolean old = clock.instant().isAfter(batch.createdAt().plus(settings.retention()));
    if (delegation.isEmpty()) {
      if (old && batch.hasEnded() && batch.archivedAt().isEmpty()) {
        folder.update(ended -> ended.archived(clock.instant()));
        folder.deleteResults();
      }
      return;
    }
    if (old) {
      store.remove(folder);
    } else if (!delegation.get().booked() && canAsk(batch)) {
      attempt(folder, background(batch));
    }
  }

  private boolean canAsk(Batch batch) {
    return !batch.credentialed() || credentials.containsKey(batch.id());
  }

  /** Asks for a batch and books it if it has ended; a failure is tried again next time. */
  private void attempt(BatchFolder folder, ClientRequest caller) {
    String id = folder.batch().id();
    attempting.lock();
    try {
      if (store.find(id).isEmpty() || folder.batch().delegation().orElseThrow().booked()) {
        return;
      }
      Delegation delegation = folder.batch().delegation().orElseThrow();
      if (!folder.batch().hasEnded()) {
        var told = delegated.ask(caller, delegation, new BatchCall.Get(id));
        folder.update(batch -> batch.seen(told.view()));
      }
      if (isToBook(folder.batch())) {
        book(folder, caller, delegation);
      }
    } catch (RefusalException | ProviderException | LedgerFullException e) {
      LOGGER.log(Level.DEBUG, "A batch cannot be asked for now: batch={0} {1}", id, e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      LOGGER.log(Level.WARNING, "A batch could not be booked: batch=" + id, e);
    } finally {
      attempting.unlock();
    }
  }

  private void book(BatchFolder folder, ClientRequest caller, Delegation delegation)
      throws IOException {
    String id = folder.batch().id();
    try (WireAnswer results = delegated.results(caller, delegation, id)) {
      booking.book(folder, delegation.provider(), results.body());
    }
    folder.update(Batch::booked);
    folder.deleteRequests();
    credentials.remove(id);
  }

  private ClientRequest background(Batch batch) {
    Instant now = clock.instant();
    return new ClientRequest(
        ids.get(),
        Operation.MESSAGES,
        batch.project(),
        batch.headers(),
        Optional.ofNullable(credentials.get(batch.id())),
        new byte[0],
        now,
        System.nanoTime());
  }

  /** Lets what is being looked at come to its end, within bounds; a call may be under way. */
  @Override
  public void close() {
    timer.shutdown();
    try {
      if (!timer.awaitTermination(settings.stopPatience().toMillis(), TimeUnit.MILLISECONDS)) {
        timer.shutdownNow();
      }
    } catch (InterruptedException e) {
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
