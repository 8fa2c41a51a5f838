package dev.cco.web.api;

import dev.cco.gateway.Reply;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Protocol;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Replies as HTTP responses. */
final class Replies {
  private static final MessagesDialect MESSAGES = new MessagesDialect();
  private static final ChatDialect CHAT = new ChatDialect();

  private Replies() {}

  /**
   * Writes a reply, whole or as it comes.
   *
   * @throws IOException if the client is gone
   */
  static void send(Reply reply, HttpServletResponse response) throws IOException {
    response.setStatus(reply.status());
    reply.headers().forEach(response::setHeader);
    switch (reply.body()) {
      case Reply.Whole whole -> {
        response.setContentLength(whole.bytes().length);
        response.getOutputStream().write(whole.bytes());
      }
      case Reply.Streamed streamed -> streamed.writing().writeTo(response.getOutputStream());
    }
  }

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
  static Reply refused(Protocol protocol, ApiError error, String id) {
    byte[] body =
        switch (protocol) {
          case MESSAGES -> MESSAGES.error(error, id);
          case CHAT, RESPONSES -> CHAT.error(error, id);
        };
    Map<String, String> headers = named(id);
    headers.put("Content-Type", "application/json");
    if (error.finalAnswer()) {
      headers.put("x-should-retry", "false");
    }
    return new Reply(error.status(), headers, new Reply.Whole(body));
  }

  /** The same of a resource's. */
  static Response refusal(Protocol protocol, ApiError error, String id) {
    return response(refused(protocol, error, id));
  }

  /** Headers with an id to ask about, in the words of both vendors. */
  static Map<String, String> named(String id) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("request-id", id);
    headers.put("x-request-id", id);
    return headers;
  }
}
