package dev.cco.web.api;

import dev.cco.gateway.Reply;
import dev.cco.ledger.DatabaseAwayException;
import dev.cco.protocol.ApiError;
import dev.cco.spi.Protocol;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what no resource could take in the words of whoever asked. */
@Provider
public class ErrorMapper implements ExceptionMapper<Exception> {
  private static final Logger LOGGER = System.getLogger(ErrorMapper.class.getName());

  private static final List<String> OF_OPENAI =
      List.of("/v1/chat/", "/v1/responses", "/v1/embeddings");

  // The container fills these in behind the constructor's back.
  @Context @Nullable UriInfo uri;
  @Context @Nullable HttpHeaders headers;

  @Override
  public Response toResponse(Exception failure) {
    String id = RequestIds.next();
    int status = status(failure, id);
    String path = uri == null ? "" : uri.getPath();
    if (!path.startsWith("/")) {
      path = "/" + path;
    }
    if (path.startsWith("/v1/") || path.startsWith("/p/")) {
      Reply refused = Replies.refused(protocol(path), error(status), id);
      return Replies.response(
          allowed(failure).map(methods -> refused.with("Allow", methods)).orElse(refused));
    }
    return Json.problem(
        status, Response.Status.fromStatusCode(status).getReasonPhrase(), message(status));
  }

  /** What a client is told where only the status is known. */
  static ApiError error(int status) {
    return ApiError.of(status, kind(status), message(status));
  }

  /** What a path takes instead of a method that it does not. */
  private static Optional<String> allowed(Exception failure) {
    return failure instanceof WebApplicationException known
        ? Optional.ofNullable(known.getResponse().getHeaderString("Allow"))
        : Optional.empty();
  }

  private static int status(Exception failure, String id) {
    if (failure instanceof WebApplicationException known) {
      return known.getResponse().getStatus();
    }
    if (failure instanceof DatabaseAwayException) {
      return 503;
    }
    LOGGER.log(Level.ERROR, "A request failed by a defect: requestId=" + id, failure);
    return 500;
  }

  /** Whose path it is; where both vendors could have it, who asks. */
  private Protocol protocol(String path) {
    if (path.contains("/v1/messages")) {
      return Protocol.MESSAGES;
    }
    if (OF_OPENAI.stream().anyMatch(path::contains)) {
      return Protocol.CHAT;
    }
    boolean versioned = headers != null && headers.getHeaderString("anthropic-version") != null;
    return versioned ? Protocol.MESSAGES : Protocol.CHAT;
  }

  private static ApiError.Kind kind(int status) {
    return switch (status) {
      case 404 -> ApiError.Kind.NOT_FOUND;
      case 500 -> ApiError.Kind.API;
      default -> ApiError.Kind.INVALID_REQUEST;
    };
  }

  private static String message(int status) {
    return switch (status) {
      case 404 -> "There is nothing at this path.";
      case 405 -> "This path does not take that method.";
      case 406 -> "This path has no answer of a type that is accepted.";
      case 415 -> "This path does not take bodies of that type.";
      case 503 -> "The ledger's database is away; calls are kept and written when it is back.";
      case 500 -> "Something went wrong inside CCO; see its log.";
      default -> "The request cannot be taken.";
    };
  }
}
