package dev.cco.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the requests of one connection. */
final class RequestReader {
  private final InputStream in;
  private final int connection;

  RequestReader(InputStream in, int connection) {
    this.in = new BufferedInputStream(in);
    this.connection = connection;
  }

  /** Empty when the client has closed the connection between two requests. */
  Optional<Received> next() throws IOException {
    Optional<String> first = line();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String[] start = first.get().split(" ", -1);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line = required(); !line.isEmpty(); line = required()) {
      int colon = line.indexOf(':');
      if (colon < 0 || start.length != 3) {
        throw new IOException("not HTTP");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return Optional.of(new Received(connection, start[0], start[1], headers, body(headers)));
  }

  private byte[] body(Map<String, List<String>> headers) throws IOException {
    int length = Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).getFirst());
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the client left in the middle of a request");
    }
    return body;
  }

  private String required() throws IOException {
    return line().orElseThrow(() -> new EOFException("the client left in the middle of a head"));
  }

  private Optional<String> line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return Optional.empty();
      }
      line.write(b);
    }
    return Optional.of(line.toString(StandardCharsets.ISO_8859_1).strip());
  }
}
