package dev.cco.protocol.chat;

import static dev.cco.protocol.schema.OpenApiSchema.assertValid;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.AnswerFrame;
import dev.cco.protocol.ApiError;
import dev.cco.protocol.Dialect;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.protocol.schema.OpenApiSchema;
import dev.cco.protocol.sse.SseReader;
import dev.cco.spi.Event;
import dev.cco.spi.ProviderException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What CCO composes as Chat Completions is what the vendor's own schemas describe. */
class ChatSchemaTest {
  private static final Dialect CHAT = new ChatDialect();

  @BeforeAll
  static void schemasAreAtHand() {
    OpenApiSchema.assumePresent();
  }

  static Stream<Path> recordings() {
    return Stream.of("messages", "chat").flatMap(ChatSchemaTest::recordings);
  }

  private static Stream<Path> recordings(String folder) {
    try (Stream<Path> files =
        Files.list(
            Path.of(
                Objects.requireNonNull(ChatSchemaTest.class.getResource("/streams/" + folder))
                    .toURI()))) {
      return files.filter(file -> file.toString().endsWith(".sse")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void everyChunkAndTheAnswerAreValid(Path recording) {
    for (boolean usage : List.of(true, false)) {
      List<WireEvent> stream = composed(recording, usage);

      for (WireEvent event : stream) {
        if (!event.data().equals("[DONE]")) {
          assertValid("CreateChatCompletionStreamResponse", event.data());
        }
      }
      boolean complete = stream.contains(ChunkEncoder.DONE);
      if (complete) {
        assertValid("CreateChatCompletionResponse", text(CHAT.fold(stream)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void aReplayedAnswerIsValidAgain(Path recording) {
    List<WireEvent> stream = composed(recording, true);
    if (stream.contains(ChunkEncoder.DONE)) {
      for (WireEvent event : CHAT.unfold(CHAT.fold(stream), true)) {
        if (!event.data().equals("[DONE]")) {
          assertValid("CreateChatCompletionStreamResponse", event.data());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyErrorIsValid(ApiError.Kind kind) {
    ApiError plain = ApiError.of(400, kind, "what to change");
    ApiError placed =
        new ApiError(400, kind, "m", "/messages/0/content", "code", Optional.empty(), false);

    for (ApiError error : List.of(plain, placed)) {
      assertValid("ErrorResponse", text(CHAT.error(error, "req_1")));
      CHAT.streamError(error, "req_1").forEach(event -> assertValid("ErrorResponse", event.data()));
    }
  }

  /** What a client gets of a provider's stream, up to where it breaks if it does. */
  private static List<WireEvent> composed(Path recording, boolean usage) {
    boolean messages =
        recording.getName(recording.getNameCount() - 2).toString().equals("messages");
    StreamDecoder decoder = (messages ? new MessagesDialect() : CHAT).decoder();
    StreamEncoder encoder =
        CHAT.encoder(new AnswerFrame("m", "abc", Instant.ofEpochSecond(1), usage));
    List<WireEvent> stream = new ArrayList<>();
    try {
      for (WireEvent event : read(recording)) {
        for (Event said : decoder.decode(event)) {
          stream.addAll(encoder.encode(said));
        }
      }
      decoder.end().forEach(said -> stream.addAll(encoder.encode(said)));
    } catch (ProviderException broken) {
      assertThat(stream).doesNotContain(ChunkEncoder.DONE);
    }
    return stream;
  }

  private static List<WireEvent> read(Path recording) {
    List<WireEvent> events = new ArrayList<>();
    try (InputStream in = Files.newInputStream(recording)) {
      SseReader reader = new SseReader(in, 1 << 20);
      for (Optional<WireEvent> e = reader.next(); e.isPresent(); e = reader.next()) {
        events.add(e.get());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  private static String text(byte[] json) {
    JsonNode tree = Json.parse(json).orElseThrow();
    assertThat(tree.isObject()).isTrue();
    return new String(json, StandardCharsets.UTF_8);
  }
}
