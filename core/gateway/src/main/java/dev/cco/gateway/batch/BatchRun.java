package dev.cco.gateway.batch;

import dev.cco.gateway.batch.Batch.Ending;
import dev.cco.gateway.batch.Batch.Status;
import dev.cco.gateway.batch.BatchRequests.Item;
import dev.cco.gateway.batch.ItemCall.Outcome;
import dev.cco.protocol.ApiError;
import dev.cco.spi.Credential;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Works one batch off: one thread begins its requests in order, each has a thread of its own, and
 * those that failed for now wait their time without taking a place. Every result is on the disk
 * before the next request takes its place, so after a crash the run goes on where it was, and asks
 * again only what was under way.
 */
final class BatchRun implements Runnable {
  private static final Logger LOGGER = System.getLogger(BatchRun.class.getName());
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

  /** The clock may be moved, and no signal tells that. */
  private static final long LOOK_AGAIN_MILLIS = 200;

  private final BatchFolder folder;
  private final Semaphore places;
  private final ItemCall call;
  private final Supplier<Optional<Credential>> credential;
  private final BatchSettings settings;
  private final Clock clock;

  /** Guards what follows; signalled when a request ended, and when the run should look up. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Task> waiting = new PriorityQueue<>(Comparator.comparing(Task::due));
  private int underWay;
  private boolean stopped;
  private boolean news;

  /** A request to ask, for the how many-th time and not before when. */
  private record Task(Item item, int tries, Instant due) {}

  /** The files of a run that goes on. */
  private record Files(BatchRequests requests, FileChannel bodies, ResultsFile results) {}

  BatchRun(
      BatchFolder folder,
      Semaphore places,
      ItemCall call,
      Supplier<Optional<Credential>> credential,
      BatchSettings settings,
      Clock clock) {
    this.folder = folder;
    this.places = places;
    this.call = call;
    this.credential = credential;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public void run() {
    try (ResultsFile results = ResultsFile.open(folder.results());
        FileChannel bodies = FileChannel.open(folder.requests(), StandardOpenOption.READ);
        BatchRequests requests = BatchRequests.open(folder.requests())) {
      Files files = new Files(requests, bodies, results);
      begin(files);
      awaitThoseUnderWay();
      if (!isStopped()) {
        end(files);
      }
    } catch (IOException | RuntimeException e) {
      LOGGER.log(
          Level.ERROR,
          "A batch cannot go on before the next start: batch=" + folder.batch().id(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks up: the batch was canceled. */
  void wake() {
    lock.lock();
    try {
      signal();
    } finally {
      lock.unlock();
    }
  }

  /** Begins no further request. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      signal();
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    news = true;
    changed.signalAll();
  }

  private boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  private boolean goesOn() {
    return !isStopped() && folder.batch().status() == Status.IN_PROGRESS && !isExpired();
  }

  private boolean isExpired() {
    return !clock.instant().isBefore(folder.batch().expiresAt());
  }

  private void begin(Files files) throws IOException, InterruptedException {
    while (goesOn()) {
      if (!places.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        continue;
      }
      Optional<Task> next = goesOn() ? next(files) : Optional.empty();
      if (next.isPresent()) {
        ask(files, next.get());
        continue;
      }
      places.release();
      if (!awaitMore()) {
        return;
      }
    }
  }

  /** One whose time has come again, or one that was not asked yet. */
  private Optional<Task> next(Files files) throws IOException {
    Optional<Task> due = due();
    return due.isPresent()
        ? due
        : fresh(files).map(item -> new Task(item, 0, folder.batch().createdAt()));
  }

  private Optional<Task> due() {
    lock.lock();
    try {
      return Optional.ofNullable(waiting.peek())
          .filter(task -> !task.due().isAfter(clock.instant()))
          .map(task -> waiting.remove());
    } finally {
      lock.unlock();
    }
  }

  private static Optional<Item> fresh(Files files) throws IOException {
    Optional<Item> next = files.requests().next();
    while (next.isPresent() && files.results().held(next.get().customId())) {
      next = files.requests().next();
    }
    return next;
  }

  /** Waits a little for something to do; false if there will be nothing. */
  private boolean awaitMore() throws InterruptedException {
    lock.lock();
    try {
      if (underWay == 0 && waiting.isEmpty()) {
        return false;
      }
      long left = TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS);
      while (!news && left > 0) {
        left = changed.awaitNanos(left);
      }
      news = false;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void ask(Files files, Task task) throws IOException {
    byte[] params = params(files, task.item());
    lock.lock();
    try {
      underWay++;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual()
        .name("cco-batch-" + folder.batch().id())
        .start(() -> settle(files, task, params));
  }

  private byte[] params(Files files, Item item) throws IOException {
    int length = item.params().length();
    ByteBuffer params = ByteBuffer.allocate(Math.min(length, settings.maxItemBytes() + 1));
    while (params.hasRemaining()) {
      if (files.bodies().read(params, item.params().from() + params.position()) < 0) {
        throw new IOException("a batch's file is shorter than it was");
      }
    }
    return params.array();
  }

  private void settle(Files files, Task task, byte[] params) {
    Optional<Task> again = Optional.empty();
    try {
      again = keep(files.results(), task, outcome(params));
    } catch (IOException e) {
      LOGGER.log(
          Level.ERROR, "A result cannot be kept, the batch stops: " + folder.batch().id(), e);
      stop();
    } finally {
      places.release();
      lock.lock();
      try {
        underWay--;
        again.ifPresent(waiting::add);
        signal();
      } finally {
        lock.unlock();
      }
    }
  }

  private Outcome outcome(byte[] params) {
    if (params.length > settings.maxItemBytes()) {
      return ItemCall.errored(
          413,
          ApiError.Kind.TOO_LARGE,
          "Request exceeds the maximum allowed number of bytes, which is "
              + settings.maxItemBytes()
              + ".",
          folder.batch().id());
    }
    return call.ask(folder.batch(), params, credential.get());
  }

  private Optional<Task> keep(ResultsFile results, Task task, Outcome outcome) throws IOException {
    String customId = task.item().customId();
    switch (outcome) {
      case Outcome.Succeeded succeeded -> results.succeeded(customId, succeeded.message());
      case Outcome.Errored errored -> results.errored(customId, errored.envelope());
      case Outcome.Again later -> {
        return Optional.of(
            new Task(task.item(), task.tries() + 1, clock.instant().plus(delay(task, later))));
      }
    }
    return Optional.empty();
  }

  private Duration delay(Task task, Outcome.Again later) {
    Duration doubled = settings.retryDelay().multipliedBy(1L << Math.min(task.tries(), 20));
    Duration delay = doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
    return delay.compareTo(later.atLeast()) < 0 ? later.atLeast() : delay;
  }

  private void awaitThoseUnderWay() throws InterruptedException {
    lock.lock();
    try {
      while (underWay > 0) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What was not answered is canceled or expired; then there are results. */
  private void end(Files files) throws IOException {
    Ending ending = folder.batch().status() == Status.CANCELING ? Ending.CANCELED : Ending.EXPIRED;
    for (Task task : waiting) {
      files.results().append(task.item().customId(), ending);
    }
    for (Optional<Item> rest = fresh(files); rest.isPresent(); rest = fresh(files)) {
      files.results().append(rest.get().customId(), ending);
    }
    files.results().force();
    folder.update(batch -> batch.ended(clock.instant(), files.results().counts()));
    folder.deleteRequests();
  }
}
