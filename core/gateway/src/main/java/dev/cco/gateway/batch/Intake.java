package dev.cco.gateway.batch;

import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.batch.Batch.Counts;
import dev.cco.gateway.batch.Batch.Delegation;
import dev.cco.gateway.batch.Batch.Status;
import dev.cco.gateway.batch.BatchRequests.Facts;
import dev.cco.gateway.batch.DelegatedBatches.Plan;
import dev.cco.gateway.batch.DelegatedBatches.Told;
import dev.cco.protocol.ApiError;
import dev.cco.spi.UpstreamFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes batches in: from the network to the disk, through the checks, to whoever works them off.
 */
final class Intake {
  private final BatchStore store;
  private final OwnBatches own;
  private final DelegatedBatches delegated;
  private final BatchSettings settings;
  private final Clock clock;

  Intake(
      BatchStore store,
      OwnBatches own,
      DelegatedBatches delegated,
      BatchSettings settings,
      Clock clock) {
    this.store = store;
    this.own = own;
    this.delegated = delegated;
    this.settings = settings;
    this.clock = clock;
  }

  /** A batch that was taken, and what its provider's answer had for headers. */
  record Taken(BatchFolder folder, Map<String, String> headers) {}

  /** Goes on with what has not ended; clients' credentials did not survive. */
  void resume() {
    for (BatchFolder folder : store.all()) {
      if (!folder.batch().hasEnded() && folder.batch().delegation().isEmpty()) {
        own.start(folder, Optional.empty());
      }
    }
  }

  Upload receive(InputStream body, long length) {
    if (length > settings.maxBytes()) {
      throw tooLarge();
    }
    Upload upload = new Upload(store, store.newFolder());
    boolean complete = false;
    try (OutputStream out = Files.newOutputStream(upload.body())) {
      copy(body, length, out);
      complete = true;
      return upload;
    } catch (IOException e) {
      throw new UncheckedIOException("a batch could not be written", e);
    } finally {
      if (!complete) {
        upload.close();
      }
    }
  }

  private void copy(InputStream body, long length, OutputStream out) throws IOException {
    byte[] piece = new byte[1 << 16];
    long total = 0;
    for (int read = read(body, piece); read >= 0; read = read(body, piece)) {
      total += read;
      if (total > settings.maxBytes()) {
        throw tooLarge();
      }
      out.write(piece, 0, read);
    }
    if (total < length) {
      throw brokenOff();
    }
  }

  private static int read(InputStream body, byte[] piece) {
    try {
      return body.read(piece);
    } catch (IOException gone) {
      throw brokenOff();
    }
  }

  Taken take(ClientRequest caller, String scope, Upload upload) {
    Facts facts = BatchRequests.check(upload.body(), settings.maxRequests());
    Optional<Plan> plan = settings.delegate() ? delegated.plan(facts) : Optional.empty();
    return plan.isPresent()
        ? delegate(caller, scope, upload, facts, plan.get())
        : keep(caller, scope, upload, facts);
  }

  private Taken keep(ClientRequest caller, String scope, Upload upload, Facts facts) {
    if (own.size() >= settings.maxUnended()) {
      throw new RefusalException(
          new ApiError(
              429,
              ApiError.Kind.RATE_LIMIT,
              "There are " + own.size() + " batches under way; try again when some have ended.",
              "",
              "",
              Optional.of(Duration.ofMinutes(1)),
              false));
    }
    Batch batch = batch(caller, scope, BatchIds.next(clock), facts, Optional.empty());
    BatchFolder folder = store.take(upload.folder(), batch);
    own.start(folder, caller.credential());
    return new Taken(folder, Map.of());
  }

  private Taken delegate(
      ClientRequest caller, String scope, Upload upload, Facts facts, Plan plan) {
    Told told = delegated.create(caller, plan, body(upload, plan));
    String id = told.view().path("id").asText("");
    if (!id.matches("[a-zA-Z0-9_-]{1,128}")) {
      throw new UpstreamFailure(
          UpstreamFailure.Kind.INVALID_ANSWER, "the provider's answer is not a batch");
    }
    Delegation delegation = new Delegation(plan.provider(), plan.model(), told.view(), false);
    Batch batch = batch(caller, scope, id, facts, Optional.of(delegation));
    return new Taken(store.take(upload.folder(), batch), told.headers());
  }

  private static Path body(Upload upload, Plan plan) {
    boolean same = plan.names().entrySet().stream().allMatch(n -> n.getKey().equals(n.getValue()));
    if (same) {
      return upload.body();
    }
    Path renamed = upload.folder().resolve("renamed.json");
    try {
      ModelNames.replace(upload.body(), renamed, plan.names());
      return renamed;
    } catch (IOException e) {
      throw new UncheckedIOException("a batch could not be rewritten", e);
    }
  }

  private Batch batch(
      ClientRequest caller, String scope, String id, Facts facts, Optional<Delegation> delegation) {
    Instant now = clock.instant();
    return new Batch(
        id,
        scope,
        caller.project(),
        facts.requests(),
        headersThatCount(caller),
        // Where a credential cannot pay for anything, its scope is the project's alone.
        caller.credential().isPresent() && !scope.equals(caller.project()),
        now,
        now.plus(settings.expiry()),
        Status.IN_PROGRESS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Counts.NONE,
        delegation);
  }

  /** They are written to the disk, so only those go there that cannot hold a secret. */
  private static Map<String, List<String>> headersThatCount(ClientRequest caller) {
    Map<String, List<String>> kept = new HashMap<>();
    caller
        .headers()
        .forEach(
            (name, values) -> {
              boolean counts =
                  name.startsWith("anthropic-")
                      || (name.startsWith("x-cco-") && !name.equals("x-cco-debug"))
                      || (name.equals("cache-control") && !values.toString().contains("only-if"));
              if (counts) {
                kept.put(name, values);
              }
            });
    return kept;
  }

  private RefusalException tooLarge() {
    return new RefusalException(
        ApiError.of(
            413,
            ApiError.Kind.TOO_LARGE,
            "Request exceeds the maximum allowed number of bytes, which is "
                + settings.maxBytes()
                + "."));
  }

  private static RefusalException brokenOff() {
    return new RefusalException(
        ApiError.of(
            400, ApiError.Kind.INVALID_REQUEST, "The request's body ended before its length."));
  }
}
