package dev.cco.web.api;

import dev.cco.gateway.Reply;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Operation;
import dev.cco.spi.Protocol;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.StreamingOutput;

/** Replies as HTTP responses. */
final class Replies {
  private static final MessagesDialect MESSAGES = new MessagesDialect();
  private static final ChatDialect CHAT = new ChatDialect();

  private Replies() {}

  static Response response(Reply reply) {
    ResponseBuilder response = Response.status(reply.status());
    reply.headers().forEach(response::header);
    return switch (reply.body()) {
      case Reply.Whole whole ->
          response.header("Content-Length", whole.bytes().length).entity(whole.bytes()).build();
      case Reply.Streamed streamed -> {
        StreamingOutput output = streamed.writing()::writeTo;
        yield response.entity(output).build();
      }
    };
  }

  /** An error that is told before there is an exchange. */
  static Response refusal(Operation operation, ApiError error, String id) {
    return refusal(operation.protocol(), error, id);
  }

  static Response refusal(Protocol protocol, ApiError error, String id) {
    byte[] body =
        switch (protocol) {
          case MESSAGES -> MESSAGES.error(error, id);
          case CHAT, RESPONSES -> CHAT.error(error, id);
        };
    ResponseBuilder response =
        Response.status(error.status())
            .header("request-id", id)
            .header("x-request-id", id)
            .header("Content-Type", "application/json")
            .header("Content-Length", body.length);
    if (error.finalAnswer()) {
      response.header("x-should-retry", "false");
    }
    return response.entity(body).build();
  }
}
