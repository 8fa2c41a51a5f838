package dev.cco.web.api;

import dev.cco.gateway.batch.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Anthropic's message batches; below {@code /p/<project>/} those of that project. */
@Path("{prefix: (p/[^/]+/)?}v1/messages/batches")
@ApplicationScoped
public class BatchesResource {
  @Inject BatchExchanges exchanges;

  /** Takes a batch. */
  @POST
  public void create(
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      @Suspended AsyncResponse response,
      InputStream body) {
    exchanges.create(headers, uri, body, response);
  }

  /** The batches there are, newest first. */
  @GET
  public void list(
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("after_id") @Nullable String after,
      @QueryParam("before_id") @Nullable String before,
      @Suspended AsyncResponse response) {
    exchanges.answer(
        headers,
        uri,
        response,
        (batches, caller, self) ->
            batches.list(caller, () -> Page.of(given(limit), given(after), given(before)), self));
  }

  /** How far a batch is. */
  @GET
  @Path("{id}")
  public void get(
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      @Suspended AsyncResponse response) {
    exchanges.answer(
        headers, uri, response, (batches, caller, self) -> batches.get(caller, id, self));
  }

  /** Ends a batch before its time. */
  @POST
  @Path("{id}/cancel")
  public void cancel(
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      @Suspended AsyncResponse response) {
    exchanges.answer(
        headers, uri, response, (batches, caller, self) -> batches.cancel(caller, id, self));
  }

  /** Forgets a batch that has ended. */
  @DELETE
  @Path("{id}")
  public void delete(
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      @Suspended AsyncResponse response) {
    exchanges.answer(headers, uri, response, (batches, caller, self) -> batches.delete(caller, id));
  }

  /** The results of a batch that has ended, by lines. */
  @GET
  @Path("{id}/results")
  public void results(
      @PathParam("id") String id,
      @Context HttpHeaders headers,
      @Context UriInfo uri,
      @Suspended AsyncResponse response) {
    exchanges.answer(
        headers, uri, response, (batches, caller, self) -> batches.results(caller, id));
  }

  private static Optional<String> given(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isEmpty());
  }
}
