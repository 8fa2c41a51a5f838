package dev.cco.gateway.batch;

import dev.cco.gateway.RefusalException;
import dev.cco.protocol.ApiError;
import java.util.List;
import java.util.Optional;

/**
 * The part of a list that a client asks for.
 *
 * @param limit at most so many, 1 to 1000
 * @param after the id behind which it begins
 * @param before the id before which it ends
 */
public record Page(int limit, Optional<String> after, Optional<String> before) {
  private static final int MOST = 1000;
  private static final int USUAL = 20;

  /**
   * Reads what a client wrote.
   *
   * @throws RefusalException if the limit is not from 1 to 1000
   */
  public static Page of(Optional<String> limit, Optional<String> after, Optional<String> before) {
    int most =
        limit.map(text -> text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0).orElse(USUAL);
    if (most < 1 || most > MOST) {
      throw refusal("limit: must be a whole number from 1 to " + MOST);
    }
    return new Page(most, after, before);
  }

  /** What was found, and whether there is more in the direction that was asked for. */
  record Found(List<Batch> batches, boolean more) {}

  /** The page of a list in its order. */
  Found of(List<Batch> all) {
    int from = after.map(id -> index(all, "after_id", id) + 1).orElse(0);
    int to = before.map(id -> index(all, "before_id", id)).orElse(all.size());
    List<Batch> rest = from < to ? all.subList(from, to) : List.of();
    if (rest.size() <= limit) {
      return new Found(rest, false);
    }
    boolean backwards = before.isPresent() && after.isEmpty();
    return new Found(
        backwards ? rest.subList(rest.size() - limit, rest.size()) : rest.subList(0, limit), true);
  }

  private static int index(List<Batch> all, String name, String id) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).id().equals(id)) {
        return i;
      }
    }
    throw refusal(name + ": there is no such batch");
  }

  private static RefusalException refusal(String message) {
    return new RefusalException(ApiError.of(400, ApiError.Kind.INVALID_REQUEST, message));
  }
}
