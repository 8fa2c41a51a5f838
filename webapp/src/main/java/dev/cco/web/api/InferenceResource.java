package dev.cco.web.api;

import dev.cco.spi.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;

/**
 * What clients of language models call, at the vendors' own paths; below {@code /p/<project>/} the
 * same, booked on that project. Query strings are ignored. {@link InferenceFilter} has read the
 * request before a method here is called.
 */
@Path("{prefix: (p/[^/]+/)?}v1")
@ApplicationScoped
public class InferenceResource {
  @Inject Exchanges exchanges;

  /** Anthropic Messages, plain and streamed. */
  @POST
  @Path("messages")
  @Inference(Operation.MESSAGES)
  public void messages(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    exchanges.answer(request, response);
  }

  /** Tokens of an Anthropic Messages request. */
  @POST
  @Path("messages/count_tokens")
  @Inference(Operation.COUNT_TOKENS)
  public void countTokens(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    exchanges.answer(request, response);
  }

  /** OpenAI Chat Completions, plain and streamed. */
  @POST
  @Path("chat/completions")
  @Inference(Operation.CHAT)
  public void chat(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    exchanges.answer(request, response);
  }

  /** OpenAI Responses, plain and streamed. */
  @POST
  @Path("responses")
  @Inference(Operation.RESPONSES)
  public void responses(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    exchanges.answer(request, response);
  }

  /** OpenAI embeddings. */
  @POST
  @Path("embeddings")
  @Inference(Operation.EMBEDDINGS)
  public void embeddings(@Context HttpServletRequest request, @Suspended AsyncResponse response) {
    exchanges.answer(request, response);
  }
}
