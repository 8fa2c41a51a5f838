package dev.cco.web.api;

import dev.cco.spi.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;

/**
 * What clients of language models call, at the vendors' own paths; below {@code /p/<project>/} the
 * same, booked on that project. Query strings are ignored.
 */
@Path("{prefix: (p/[^/]+/)?}v1")
@ApplicationScoped
public class InferenceResource {
  @Inject Exchanges exchanges;

  /** Anthropic Messages, plain and streamed. */
  @POST
  @Path("messages")
  public void messages(
      @PathParam("prefix") String prefix,
      @Context HttpHeaders headers,
      @Suspended AsyncResponse response,
      InputStream body) {
    exchanges.answer(Operation.MESSAGES, prefix, headers, body, response);
  }

  /** Tokens of an Anthropic Messages request. */
  @POST
  @Path("messages/count_tokens")
  public void countTokens(
      @PathParam("prefix") String prefix,
      @Context HttpHeaders headers,
      @Suspended AsyncResponse response,
      InputStream body) {
    exchanges.answer(Operation.COUNT_TOKENS, prefix, headers, body, response);
  }

  /** OpenAI Chat Completions, plain and streamed. */
  @POST
  @Path("chat/completions")
  public void chat(
      @PathParam("prefix") String prefix,
      @Context HttpHeaders headers,
      @Suspended AsyncResponse response,
      InputStream body) {
    exchanges.answer(Operation.CHAT, prefix, headers, body, response);
  }
}
