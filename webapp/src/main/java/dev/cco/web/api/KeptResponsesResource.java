package dev.cco.web.api;

import dev.cco.protocol.ApiError;
import dev.cco.spi.Protocol;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * The responses that OpenAI keeps for its clients. CCO keeps none: what {@code store} asks for
 * would be prompts and answers on a disk, which nobody switched on.
 */
@Path("{prefix: (p/[^/]+/)?}v1/responses/{id: [^/]+}")
@ApplicationScoped
public class KeptResponsesResource {
  private static final int LONGEST_ID = 64;

  /** A kept response. */
  @GET
  public Response get(@PathParam("id") String id) {
    return notKept(id);
  }

  /** Forgets a kept response. */
  @DELETE
  public Response delete(@PathParam("id") String id) {
    return notKept(id);
  }

  /** What a kept response was asked. */
  @GET
  @Path("input_items")
  public Response inputItems(@PathParam("id") String id) {
    return notKept(id);
  }

  /** Ends a response that runs in the background. */
  @POST
  @Path("cancel")
  public Response cancel(@PathParam("id") String id) {
    return notKept(id);
  }

  private static Response notKept(String id) {
    String named = id.matches("[A-Za-z0-9_-]{1," + LONGEST_ID + "}") ? " '" + id + "'" : "";
    ApiError error =
        new ApiError(
            404,
            ApiError.Kind.NOT_FOUND,
            "Response%s not found: CCO keeps no responses, `store` is not supported."
                    .formatted(named)
                + " Send the whole conversation as `input` instead.",
            "",
            "response_not_kept",
            Optional.empty(),
            false);
    return Replies.refusal(Protocol.RESPONSES, error, RequestIds.next());
  }
}
