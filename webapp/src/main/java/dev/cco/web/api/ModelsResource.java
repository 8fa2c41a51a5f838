package dev.cco.web.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.gateway.RefusalException;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.openai.ModelList;
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
    if (!isAnthropic(headers)) {
      return ok(ModelList.of(ModelPage.inOrder(models())));
    }
    ModelPage.Wish wish =
        new ModelPage.Wish(
            Optional.ofNullable(limit), Optional.ofNullable(after), Optional.ofNullable(before));
    try {
      return ok(ModelShapes.anthropic(ModelPage.of(models(), wish)));
    } catch (RefusalException e) {
      return Replies.refusal(Protocol.MESSAGES, e.error(), RequestIds.next());
    }
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
              anthropic ? "model: " + id : "The model '%s' does not exist.".formatted(id),
              "/model",
              "model_not_found",
              Optional.empty(),
              false);
      return Replies.refusal(
          anthropic ? Protocol.MESSAGES : Protocol.CHAT, error, RequestIds.next());
    }
    return ok(anthropic ? ModelShapes.anthropic(found.get()) : ModelList.of(found.get()));
  }

  private static Response ok(ObjectNode body) {
    String id = RequestIds.next();
    return Response.fromResponse(Json.ok(body))
        .header("request-id", id)
        .header("x-request-id", id)
        .build();
  }

  private List<Model> models() {
    return lifecycle.running().map(cco -> cco.models().models()).orElse(List.of());
  }

  private static boolean isAnthropic(HttpHeaders headers) {
    return headers.getHeaderString("anthropic-version") != null;
  }
}
