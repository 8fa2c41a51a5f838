package dev.cco.web.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.ApiError;
import dev.cco.spi.Model;
import dev.cco.spi.Protocol;
import dev.cco.web.Lifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The models that can be asked for: in Anthropic's shape when {@code anthropic-version} is sent, in
 * OpenAI's otherwise.
 */
@Path("{prefix: (p/[^/]+/)?}v1/models")
@ApplicationScoped
public class ModelsResource {
  private static final int MOST = 1000;

  @Inject Lifecycle lifecycle;

  /**
   * All models.
   *
   * @param limit at most so many, 1 to 1000; Anthropic's shape only
   * @param after the model behind which to begin
   * @param before the model before which to end
   */
  @GET
  public Response list(
      @Context HttpHeaders headers,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after_id") @Nullable String after,
      @QueryParam("before_id") @Nullable String before) {
    List<Model> models = models();
    if (!isAnthropic(headers)) {
      return Json.ok(openAiList(models));
    }
    int most = limit == null ? 20 : parse(limit);
    if (most < 1 || most > MOST) {
      return Replies.refusal(
          Protocol.MESSAGES,
          ApiError.of(
              400, ApiError.Kind.INVALID_REQUEST, "limit: must be a whole number from 1 to 1000"),
          RequestIds.next());
    }
    return Json.ok(
        anthropicList(models, most, Optional.ofNullable(after), Optional.ofNullable(before)));
  }

  /** One model; its id may contain slashes. */
  @GET
  @Path("{id: .+}")
  public Response one(@Context HttpHeaders headers, @PathParam("id") String id) {
    Optional<Model> found = models().stream().filter(model -> model.id().equals(id)).findFirst();
    boolean anthropic = isAnthropic(headers);
    if (found.isEmpty()) {
      ApiError error =
          new ApiError(
              404,
              ApiError.Kind.NOT_FOUND,
              "model: " + id,
              "/model",
              "model_not_found",
              Optional.empty(),
              false);
      return Replies.refusal(
          anthropic ? Protocol.MESSAGES : Protocol.CHAT, error, RequestIds.next());
    }
    return Json.ok(anthropic ? anthropic(found.get()) : openAi(found.get()));
  }

  private List<Model> models() {
    return lifecycle.running().map(cco -> cco.models().models()).orElse(List.of());
  }

  private static boolean isAnthropic(HttpHeaders headers) {
    return headers.getHeaderString("anthropic-version") != null;
  }

  private static int parse(String limit) {
    return limit.matches("[0-9]{1,4}") ? Integer.parseInt(limit) : 0;
  }

  private static ObjectNode openAiList(List<Model> models) {
    ObjectNode list = Json.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    models.forEach(model -> data.add(openAi(model)));
    return list;
  }

  private static ObjectNode openAi(Model model) {
    return Json.object()
        .put("id", model.id())
        .put("object", "model")
        .put("created", model.created().orElse(Instant.EPOCH).getEpochSecond())
        .put("owned_by", "cco");
  }

  private static ObjectNode anthropicList(
      List<Model> models, int most, Optional<String> after, Optional<String> before) {
    List<String> ids = models.stream().map(Model::id).toList();
    int from = after.map(ids::indexOf).map(index -> index + 1).orElse(0);
    int to = before.map(ids::indexOf).filter(index -> index >= 0).orElse(models.size());
    List<Model> rest = from < to ? models.subList(from, to) : List.of();
    boolean backwards = before.isPresent() && after.isEmpty();
    List<Model> page =
        rest.size() <= most
            ? rest
            : backwards ? rest.subList(rest.size() - most, rest.size()) : rest.subList(0, most);
    ObjectNode list = Json.object();
    ArrayNode data = list.putArray("data");
    page.forEach(model -> data.add(anthropic(model)));
    return list.put("has_more", page.size() < rest.size())
        .put("first_id", page.isEmpty() ? null : page.getFirst().id())
        .put("last_id", page.isEmpty() ? null : page.getLast().id());
  }

  private static ObjectNode anthropic(Model model) {
    ObjectNode body =
        Json.object()
            .put("type", "model")
            .put("id", model.id())
            .put("display_name", model.displayName().orElse(model.id()))
            .put("created_at", model.created().orElse(Instant.EPOCH).toString());
    model.contextWindow().ifPresent(tokens -> body.put("max_input_tokens", tokens));
    model.maxOutput().ifPresent(tokens -> body.put("max_tokens", tokens));
    return body;
  }
}
