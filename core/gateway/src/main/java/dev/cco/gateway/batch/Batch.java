package dev.cco.gateway.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A batch, as far as it is.
 *
 * @param scope among whom it is seen
 * @param total how many requests it has
 * @param headers of the request that created it, those that count for its requests
 * @param credentialed whether it came with a credential that may pay for it
 * @param delegation absent where the gateway works it off itself
 */
record Batch(
    String id,
    String scope,
    String project,
    int total,
    Map<String, List<String>> headers,
    boolean credentialed,
    Instant createdAt,
    Instant expiresAt,
    Status status,
    Optional<Instant> cancelInitiatedAt,
    Optional<Instant> endedAt,
    Optional<Instant> archivedAt,
    Counts counts,
    Optional<Delegation> delegation) {

  /** How far a batch is. */
  enum Status {
    IN_PROGRESS,
    CANCELING,
    ENDED
  }

  /** How requests ended; all zero until the batch has. */
  record Counts(int succeeded, int errored, int canceled, int expired) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts plus(Ending ending) {
      return switch (ending) {
        case SUCCEEDED -> new Counts(succeeded + 1, errored, canceled, expired);
        case ERRORED -> new Counts(succeeded, errored + 1, canceled, expired);
        case CANCELED -> new Counts(succeeded, errored, canceled + 1, expired);
        case EXPIRED -> new Counts(succeeded, errored, canceled, expired + 1);
      };
    }
  }

  /** How one request ended. */
  enum Ending {
    SUCCEEDED,
    ERRORED,
    CANCELED,
    EXPIRED
  }

  /**
   * A provider has the batch.
   *
   * @param model one of the names asked for, which leads to the provider
   * @param view what the provider said of it last
   * @param booked whether its results are in the ledger
   */
  record Delegation(String provider, String model, ObjectNode view, boolean booked) {}

  Batch {
    headers = Map.copyOf(headers);
  }

  boolean hasEnded() {
    return status == Status.ENDED;
  }

  Batch canceling(Instant now) {
    return with(Status.CANCELING, Optional.of(now), endedAt, archivedAt, counts, delegation);
  }

  Batch ended(Instant now, Counts tally) {
    return with(Status.ENDED, cancelInitiatedAt, Optional.of(now), archivedAt, tally, delegation);
  }

  Batch archived(Instant now) {
    return with(status, cancelInitiatedAt, endedAt, Optional.of(now), counts, delegation);
  }

  /** The same with what the provider says of it now. */
  Batch seen(ObjectNode view) {
    Status told = view.path("processing_status").asText("").equals("ended") ? Status.ENDED : status;
    Optional<Delegation> now =
        delegation.map(old -> new Delegation(old.provider(), old.model(), view, old.booked()));
    return with(told, cancelInitiatedAt, endedAt, archivedAt, counts, now);
  }

  Batch booked() {
    Optional<Delegation> now =
        delegation.map(old -> new Delegation(old.provider(), old.model(), old.view(), true));
    return with(status, cancelInitiatedAt, endedAt, archivedAt, counts, now);
  }

  private Batch with(
      Status newStatus,
      Optional<Instant> newCancel,
      Optional<Instant> newEnd,
      Optional<Instant> newArchive,
      Counts newCounts,
      Optional<Delegation> newDelegation) {
    return new Batch(
        id,
        scope,
        project,
        total,
        headers,
        credentialed,
        createdAt,
        expiresAt,
        newStatus,
        newCancel,
        newEnd,
        newArchive,
        newCounts,
        newDelegation);
  }
}
