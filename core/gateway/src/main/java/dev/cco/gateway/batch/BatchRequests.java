package dev.cco.gateway.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.cco.gateway.RefusalException;
import dev.cco.protocol.ApiError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requests in a batch's file, one after the other, without holding more of it in memory than a
 * name. Refuses what the vendor refuses at once; the rest is found when a request is asked.
 */
final class BatchRequests implements AutoCloseable {
  private static final Pattern CUSTOM_ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(200)
                  .maxStringLength(256 << 20)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final JsonParser parser;
  private boolean begun;
  private boolean ended;
  private int index = -1;

  private BatchRequests(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * A request of a batch.
   *
   * @param params where its body is in the file
   * @param model the model asked for
   * @param modelPlace where that is written, quotes included
   */
  record Item(String customId, Span params, String model, Span modelPlace) {}

  /** Some bytes of the file. */
  record Span(long from, long to) {
    int length() {
      return Math.toIntExact(to - from);
    }
  }

  /** What a batch asks for. */
  record Facts(int requests, Set<String> models) {}

  static BatchRequests open(Path file) throws IOException {
    return new BatchRequests(FACTORY.createParser(Files.newInputStream(file)));
  }

  /**
   * Looks through a whole batch.
   *
   * @throws RefusalException if it is not one, with the place
   */
  static Facts check(Path file, int most) {
    Set<String> ids = new HashSet<>();
    Set<String> models = new HashSet<>();
    requireUtf8(file);
    try (BatchRequests requests = open(file)) {
      for (Optional<Item> next = requests.next(); next.isPresent(); next = requests.next()) {
        models.add(next.get().model());
        if (!ids.add(next.get().customId())) {
          throw requests.fault("/custom_id", "must be unique in the batch");
        }
        if (ids.size() > most) {
          throw refusal("/requests", "List should have at most " + most + " items");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a batch could not be read", e);
    }
    if (ids.isEmpty()) {
      throw refusal("/requests", "List should have at least 1 item");
    }
    return new Facts(ids.size(), Set.copyOf(models));
  }

  /**
   * The parser takes other encodings as well, in which it counts places in characters, and leaves a
   * byte order mark out of its count. Both show in the first bytes.
   */
  private static void requireUtf8(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      for (byte each : in.readNBytes(4)) {
        if (each == 0 || each == (byte) 0xEF || each == (byte) 0xFE || each == (byte) 0xFF) {
          throw refusal("", "The request body must be JSON in UTF-8, without a byte order mark");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a batch could not be read", e);
    }
  }

  /** The next request, absent behind the last. */
  Optional<Item> next() throws IOException {
    try {
      if (!begun) {
        begin();
      }
      if (ended) {
        return Optional.empty();
      }
      if (parser.nextToken() == JsonToken.END_ARRAY) {
        end();
        return Optional.empty();
      }
      index++;
      return Optional.of(item());
    } catch (JsonProcessingException e) {
      throw malformed(e.getLocation() == null ? -1 : e.getLocation().getByteOffset());
    }
  }

  private void begin() throws IOException {
    begun = true;
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw refusal("", "the body must be a JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean requests = parser.currentName().equals("requests");
      JsonToken value = parser.nextToken();
      if (requests) {
        if (value != JsonToken.START_ARRAY) {
          throw refusal("/requests", "Input should be a valid list");
        }
        return;
      }
      parser.skipChildren();
    }
    throw refusal("/requests", "Field required");
  }

  /** A document that goes on wrongly behind its requests is none. */
  private void end() throws IOException {
    ended = true;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      parser.nextToken();
      parser.skipChildren();
    }
    if (parser.nextToken() != null) {
      throw malformed(parser.currentTokenLocation().getByteOffset());
    }
  }

  private Item item() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw fault("", "Input should be an object");
    }
    String customId = null;
    Params params = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "custom_id" -> customId = customId(value);
        case "params" -> params = params(value);
        default -> throw fault("/" + name, "Extra inputs are not permitted");
      }
    }
    String id = required(customId, "/custom_id");
    Params found = required(params, "/params");
    return new Item(id, found.place(), found.model(), found.modelPlace());
  }

  private String customId(JsonToken value) throws IOException {
    if (value != JsonToken.VALUE_STRING) {
      throw fault("/custom_id", "Input should be a valid string");
    }
    String id = parser.getText();
    if (!CUSTOM_ID.matcher(id).matches()) {
      throw fault("/custom_id", "String should match pattern '^[a-zA-Z0-9_-]{1,64}$'");
    }
    return id;
  }

  private record Params(Span place, String model, Span modelPlace) {}

  private Params params(JsonToken value) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      throw fault("/params", "Input should be an object");
    }
    long from = parser.currentTokenLocation().getByteOffset();
    String model = null;
    Span modelPlace = new Span(from, from);
    boolean limit = false;
    boolean messages = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (name) {
        case "model" -> {
          require(token == JsonToken.VALUE_STRING, "/params/model", "a valid string");
          long start = parser.currentTokenLocation().getByteOffset();
          model = parser.getText();
          modelPlace = new Span(start, parser.currentLocation().getByteOffset());
        }
        case "max_tokens" -> {
          require(token == JsonToken.VALUE_NUMBER_INT, "/params/max_tokens", "a valid integer");
          limit = true;
        }
        case "messages" -> {
          require(token == JsonToken.START_ARRAY, "/params/messages", "a valid list");
          messages = true;
        }
        case "stream" -> {
          if (token != JsonToken.VALUE_FALSE && token != JsonToken.VALUE_NULL) {
            throw fault("/params/stream", "Streaming is not supported in a batch");
          }
        }
        default -> {
          // Found wrong, if it is, when the request is asked.
        }
      }
      parser.skipChildren();
    }
    String asked = required(model, "/params/model");
    required(limit, "/params/max_tokens");
    required(messages, "/params/messages");
    return new Params(new Span(from, parser.currentLocation().getByteOffset()), asked, modelPlace);
  }

  private void require(boolean holds, String where, String what) {
    if (!holds) {
      throw fault(where, "Input should be " + what);
    }
  }

  private void required(boolean there, String where) {
    if (!there) {
      throw fault(where, "Field required");
    }
  }

  private <T> T required(@Nullable T value, String where) {
    if (value == null) {
      throw fault(where, "Field required");
    }
    return value;
  }

  private RefusalException fault(String where, String message) {
    return refusal("/requests/" + index + where, message);
  }

  private static RefusalException malformed(long at) {
    return refusal("", "The request body is not valid JSON" + (at < 0 ? "" : " at byte " + at));
  }

  private static RefusalException refusal(String pointer, String message) {
    String place = pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.') + ": ";
    return new RefusalException(
        new ApiError(
            400,
            ApiError.Kind.INVALID_REQUEST,
            place + message,
            pointer,
            "",
            Optional.empty(),
            false));
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
