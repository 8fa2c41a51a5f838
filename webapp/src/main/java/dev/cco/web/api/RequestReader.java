package dev.cco.web.api;

import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.RefusalException;
import dev.cco.protocol.ApiError;
import dev.cco.spi.Credential;
import dev.cco.spi.Credential.Scheme;
import dev.cco.spi.Operation;
import dev.cco.spi.Secret;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a client's request from HTTP, within bounds. */
final class RequestReader {
  /** Of one connection only, or a credential, or not ours to pass on. */
  private static final Set<String> KEPT_BACK =
      Set.of(
          "authorization",
          "x-api-key",
          "cookie",
          "host",
          "connection",
          "upgrade",
          "http2-settings",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "content-length",
          "proxy-authorization",
          "proxy-connection");

  private static final int LONGEST_PROJECT = 128;
  private static final int LONGEST_VERSION = 64;

  private final Bodies bodies = new Bodies();

  /**
   * Reads a request completely. Its body counts among those in memory until it is {@linkplain
   * #release released}.
   *
   * @param limit bytes of one body
   * @param limitOfAll bytes of all bodies in memory
   * @throws RefusalException if it is not JSON by its headers, too long, broken off, or one too
   *     many
   * @throws IOException if the client is gone
   */
  ClientRequest read(
      String id, InferencePath asked, HttpServletRequest http, long limit, long limitOfAll)
      throws IOException {
    Map<String, List<String>> headers = headers(http);
    requireJson(headers);
    checkVersion(headers);
    byte[] bytes =
        bodies.read(http.getInputStream(), http.getContentLengthLong(), limit, limitOfAll);
    return request(id, asked.operation(), asked.prefix(), headers, http::getHeader, bytes);
  }

  /**
   * Who asks, without a body.
   *
   * @throws RefusalException if the project's name or the credential cannot be one
   */
  static ClientRequest caller(String id, Operation operation, HttpHeaders http, UriInfo uri) {
    Map<String, List<String>> headers = headers(http.getRequestHeaders());
    return request(id, operation, prefix(uri), headers, http::getHeaderString, new byte[0]);
  }

  /**
   * Looks whether a body is JSON by its headers.
   *
   * @throws RefusalException if it is not
   */
  static void requireJson(HttpHeaders http) {
    requireJson(headers(http.getRequestHeaders()));
  }

  private static ClientRequest request(
      String id,
      Operation operation,
      String prefix,
      Map<String, List<String>> headers,
      Function<String, @Nullable String> header,
      byte[] body) {
    return new ClientRequest(
        id,
        operation,
        project(prefix, headers),
        headers,
        credential(header),
        body,
        Instant.now(),
        System.nanoTime());
  }

  /** Counts a request's body no more among those in memory. */
  void release(ClientRequest request) {
    bodies.release(request.body().length);
  }

  private static Map<String, List<String>> headers(HttpServletRequest http) {
    return headers(Collections.list(http.getHeaderNames()), http::getHeaders);
  }

  private static Map<String, List<String>> headers(MultivaluedMap<String, String> sent) {
    return headers(
        sent.keySet(), name -> Collections.enumeration(sent.getOrDefault(name, List.of())));
  }

  private static Map<String, List<String>> headers(
      Collection<String> names, Function<String, Enumeration<String>> values) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : names) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!KEPT_BACK.contains(lower)) {
        headers.put(lower, List.copyOf(Collections.list(values.apply(name))));
      }
    }
    return headers;
  }

  private static void requireJson(Map<String, List<String>> headers) {
    String type = first(headers, "content-type").toLowerCase(Locale.ROOT).replace(" ", "");
    boolean json =
        type.equals("application/json")
            || type.equals("application/json;charset=utf-8")
            || type.equals("application/json;charset=\"utf-8\"");
    if (!json) {
      throw unsupported("The body must be sent as Content-Type: application/json (in UTF-8).");
    }
    String encoding = first(headers, "content-encoding");
    if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw unsupported("Compressed request bodies are not taken; leave Content-Encoding away.");
    }
  }

  /** Versions that are not known yet go through; what cannot be one does not. */
  private static void checkVersion(Map<String, List<String>> headers) {
    List<String> versions = headers.getOrDefault("anthropic-version", List.of());
    if (versions.stream().anyMatch(version -> version.length() > LONGEST_VERSION)) {
      throw new RefusalException(
          ApiError.of(
              400,
              ApiError.Kind.INVALID_REQUEST,
              "anthropic-version: not a version of the API, such as 2023-06-01"));
    }
  }

  private static String first(Map<String, List<String>> headers, String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }

  private static RefusalException unsupported(String message) {
    return new RefusalException(ApiError.of(415, ApiError.Kind.INVALID_REQUEST, message));
  }

  private static String prefix(UriInfo uri) {
    String prefix = uri.getPathParameters().getFirst("prefix");
    return prefix == null ? "" : prefix;
  }

  /** The path decides, then the header, then nobody in particular. */
  private static String project(String prefix, Map<String, List<String>> headers) {
    String project =
        prefix.isEmpty()
            ? first(headers, "x-cco-project")
            : URLDecoder.decode(
                prefix.substring("p/".length(), prefix.length() - 1).replace("+", "%2B"),
                StandardCharsets.UTF_8);
    if (project.isEmpty()) {
      return "default";
    }
    if (project.length() > LONGEST_PROJECT || project.chars().anyMatch(Character::isISOControl)) {
      throw new RefusalException(
          ApiError.of(
              400,
              ApiError.Kind.INVALID_REQUEST,
              "A project's name has at most 128 characters and no control characters."));
    }
    return project;
  }

  /** What the client presents; {@code x-api-key} wins where both headers come. */
  private static Optional<Credential> credential(Function<String, @Nullable String> header) {
    String key = header.apply("x-api-key");
    if (key != null && !key.isBlank()) {
      return credential(key, Scheme.API_KEY);
    }
    String authorization = header.apply(HttpHeaders.AUTHORIZATION);
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.empty();
    }
    return credential(authorization.substring(7), Scheme.BEARER);
  }

  private static Optional<Credential> credential(String value, Scheme scheme) {
    String stripped = value.strip();
    if (stripped.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Credential(Secret.of(stripped), scheme));
    } catch (IllegalArgumentException e) {
      throw new RefusalException(
          ApiError.of(401, ApiError.Kind.AUTHENTICATION, "The key sent holds white space inside."));
    }
  }
}
