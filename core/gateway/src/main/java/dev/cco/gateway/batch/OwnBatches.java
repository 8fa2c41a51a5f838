package dev.cco.gateway.batch;

import dev.cco.spi.Credential;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The batches that the gateway works off itself. */
final class OwnBatches implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(OwnBatches.class.getName());

  private final ItemCall call;
  private final BatchSettings settings;
  private final Clock clock;
  private final Semaphore places;
  private final Map<String, Work> runs = new ConcurrentHashMap<>();

  /** A run and its thread. */
  private record Work(BatchRun run, Thread thread) {}

  OwnBatches(ItemCall call, BatchSettings settings, Clock clock) {
    this.call = call;
    this.settings = settings;
    this.clock = clock;
    this.places = new Semaphore(settings.concurrency(), true);
  }

  /** Begins a batch, or goes on with it. */
  void start(BatchFolder folder, Optional<Credential> credential) {
    String id = folder.batch().id();
    BatchRun run = new BatchRun(folder, places, call, () -> credential, settings, clock);
    Thread thread =
        Thread.ofVirtual()
            .name("cco-batch-run-" + id)
            .unstarted(
                () -> {
                  run.run();
                  runs.remove(id);
                });
    runs.put(id, new Work(run, thread));
    thread.start();
  }

  /** How many are under way. */
  int size() {
    return runs.size();
  }

  /** Tells a batch that it was canceled. */
  void wake(String id) {
    Optional.ofNullable(runs.get(id)).ifPresent(work -> work.run().wake());
  }

  /**
   * Begins no further request and waits a while for those under way; what is not answered by then
   * is asked again after the next start.
   */
  @Override
  public void close() {
    runs.values().forEach(work -> work.run().stop());
    long deadline = System.nanoTime() + settings.stopPatience().toNanos();
    int leftBehind = 0;
    for (Work work : runs.values()) {
      if (!ends(work.thread(), Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
        work.thread().interrupt();
        leftBehind += ends(work.thread(), Duration.ofSeconds(1)) ? 0 : 1;
      }
    }
    if (leftBehind > 0) {
      LOGGER.log(Level.WARNING, "Batches did not stop in time: {0}", leftBehind);
    }
  }

  private static boolean ends(Thread thread, Duration patience) {
    try {
      return thread.join(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
