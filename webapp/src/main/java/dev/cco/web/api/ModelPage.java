package dev.cco.web.api;

import dev.cco.gateway.RefusalException;
import dev.cco.protocol.ApiError;
import dev.cco.spi.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A page of the models, the newest first and those without a date last.
 *
 * @param more whether there are others beyond the page, in the direction that was asked for
 */
record ModelPage(List<Model> models, boolean more) {
  private static final int USUAL = 20;
  private static final int MOST = 1000;

  private static final Comparator<Model> NEWEST_FIRST =
      Comparator.comparing((Model model) -> model.created().orElse(ModelShapes.UNKNOWN)).reversed();

  ModelPage {
    models = List.copyOf(models);
  }

  /** Where a page begins or ends; absent where the client does not say. */
  record Wish(Optional<String> limit, Optional<String> after, Optional<String> before) {}

  /** All models in the order of pages; equal dates keep the order they came in. */
  static List<Model> inOrder(List<Model> models) {
    List<Model> sorted = new ArrayList<>(models);
    sorted.sort(NEWEST_FIRST);
    return List.copyOf(sorted);
  }

  /**
   * Cuts the page asked for.
   *
   * @throws RefusalException if the limit is none, both ends are given, or there is no such model
   */
  static ModelPage of(List<Model> models, Wish wish) {
    int limit = wish.limit().map(ModelPage::limit).orElse(USUAL);
    if (wish.after().isPresent() && wish.before().isPresent()) {
      throw refusal("before_id: cannot be given together with after_id", "/before_id");
    }
    List<Model> ordered = inOrder(models);
    if (wish.before().isPresent()) {
      List<Model> rest = ordered.subList(0, index(ordered, wish.before().get(), "before_id"));
      int from = Math.max(0, rest.size() - limit);
      return new ModelPage(rest.subList(from, rest.size()), from > 0);
    }
    int from = wish.after().map(id -> index(ordered, id, "after_id") + 1).orElse(0);
    List<Model> rest = ordered.subList(from, ordered.size());
    return new ModelPage(rest.subList(0, Math.min(limit, rest.size())), rest.size() > limit);
  }

  private static int limit(String limit) {
    int parsed = limit.matches("[0-9]{1,4}") ? Integer.parseInt(limit) : 0;
    if (parsed < 1 || parsed > MOST) {
      throw refusal("limit: must be a whole number from 1 to 1000", "/limit");
    }
    return parsed;
  }

  private static int index(List<Model> models, String id, String parameter) {
    int index = models.stream().map(Model::id).toList().indexOf(id);
    if (index < 0) {
      throw refusal(parameter + ": there is no such model", "/" + parameter);
    }
    return index;
  }

  private static RefusalException refusal(String message, String pointer) {
    return new RefusalException(
        new ApiError(
            400, ApiError.Kind.INVALID_REQUEST, message, pointer, "", Optional.empty(), false));
  }
}
