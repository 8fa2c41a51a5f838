package dev.cco.web.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;

/** JSON answers by our own mapper: what a server binds by itself differs between servers. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** An exact amount without the zeros that a column of the database adds. */
  static BigDecimal amount(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  static Response ok(ObjectNode body) {
    return response(200, body, "application/json");
  }

  static Response response(int status, ObjectNode body, String type) {
    return Response.status(status).entity(bytes(body)).header("Content-Type", type).build();
  }

  /** An error of the administration interface (RFC 9457). */
  static Response problem(int status, String title, String detail) {
    ObjectNode body = object().put("title", title).put("status", status).put("detail", detail);
    return response(status, body, "application/problem+json");
  }

  /** What everything but health says while there is nothing to ask. */
  static Response notServing() {
    return problem(503, "Not serving", "CCO is not serving; see /health/ready.");
  }

  private static byte[] bytes(ObjectNode body) {
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
