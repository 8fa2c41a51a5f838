package dev.cco.provider.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.Dialect;
import dev.cco.protocol.StreamDecoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.protocol.sse.SseReader;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Event;
import dev.cco.spi.Journal;
import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.Protocol;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderException;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorProviderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String TOOL =
      "{\"name\":\"add\",\"input_schema\":{\"type\":\"object\",\"properties\":"
          + "{\"a\":{\"type\":\"integer\",\"minimum\":3},\"mode\":{\"enum\":[\"x\",\"y\"]},"
          + "\"list\":{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},\"minItems\":1},"
          + "\"more\":{\"type\":\"string\"}},\"required\":[\"a\",\"mode\",\"list\"]}}";

  private final SimulatorProvider simulator = new SimulatorProvider();

  @BeforeEach
  void start() {
    simulator.start(new ProviderContext(Clock.systemUTC(), Map.of("journal", "true")));
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"MESSAGES", "CHAT"})
  void answersPlainWhatItStreams(Operation operation) throws IOException {
    Dialect dialect = dialect(operation);
    String question = question("sim/small", "Hello you, wörld");

    JsonNode plain = plain(operation, question);
    List<WireEvent> stream = events(operation, streamed(question));

    JsonNode folded = Json.parse(dialect.fold(stream)).orElseThrow();
    assertThat(content(folded)).isEqualTo(content(plain)).contains("You said: Hello you, wörld");
    assertThat(plain.path("model").asText()).isEqualTo("sim/small");
  }

  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"MESSAGES", "CHAT"})
  void givesTheSameBytesToTheSameRequest(Operation operation) throws IOException {
    for (String request :
        List.of(question("sim/large", "Hi"), streamed(question("sim/large", "Hi")))) {
      assertThat(bytes(operation, request)).isEqualTo(bytes(operation, request));
    }
    assertThat(bytes(operation, question("sim/large", "Ho")))
        .isNotEqualTo(bytes(operation, question("sim/large", "Hi")));
  }

  @Test
  void streamsWordByWord() throws IOException {
    List<WireEvent> stream =
        events(Operation.MESSAGES, streamed(question("sim/small", "one two three")));

    assertThat(stream).filteredOn(e -> e.name().equals("content_block_delta")).hasSize(5);
    assertThat(stream.getFirst().name()).isEqualTo("message_start");
    assertThat(stream.getLast().name()).isEqualTo("message_stop");
  }

  @Test
  void saysTheUsageOfAStreamInChatOnlyWhereItIsWanted() throws IOException {
    String silent = streamed(question("sim/small", "Hi"));
    String telling = silent.replaceFirst("\\{", "{\"stream_options\":{\"include_usage\":true},");

    assertThat(text(Operation.CHAT, silent)).endsWith("data: [DONE]\n\n").doesNotContain("tokens");
    assertThat(text(Operation.CHAT, telling)).contains("\"prompt_tokens\":1,");
  }

  @Test
  void countsFourBytesAsAToken() throws IOException {
    assertThat(count("abcd")).isEqualTo(1);
    assertThat(count("abcde")).isEqualTo(2);
    assertThat(count("wörld")).isEqualTo(2);
  }

  @Test
  void answersWithTheUsageItCounts() throws IOException {
    JsonNode answer = plain(Operation.MESSAGES, question("sim/small", "abcdefgh"));

    assertThat(answer.at("/usage/input_tokens").asInt()).isEqualTo(2);
    assertThat(answer.at("/usage/output_tokens").asInt()).isEqualTo(5);
  }

  @Test
  void callsTheToolThatTheUserNamesWithTheLeastTheSchemaAllows() throws IOException {
    JsonNode answer = plain(Operation.MESSAGES, withTool("Please use add now"));

    assertThat(answer.path("stop_reason").asText()).isEqualTo("tool_use");
    JsonNode call = answer.at("/content/0");
    assertThat(call.path("name").asText()).isEqualTo("add");
    assertThat(Json.text(call.path("input"))).isEqualTo("{\"a\":3,\"mode\":\"x\",\"list\":[true]}");
    assertThat(call.path("id").asText()).matches("call_[0-9a-f]{24}_1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Please do not", "Please address this", "add_more of it", "ADD"})
  void callsNoToolThatTheUserDoesNotName(String question) throws IOException {
    assertThat(plain(Operation.MESSAGES, withTool(question)).path("stop_reason").asText())
        .isEqualTo("end_turn");
  }

  @Test
  void thinksWhenAskedTo() throws IOException {
    String request =
        question("sim/small", "Hi").replaceFirst("\\{", "{\"thinking\":{\"type\":\"adaptive\"},");

    JsonNode content = plain(Operation.MESSAGES, request).path("content");

    assertThat(content.at("/0/type").asText()).isEqualTo("thinking");
    assertThat(content.at("/0/signature").asText()).isNotBlank();
    assertThat(content.at("/1/type").asText()).isEqualTo("text");
  }

  @Test
  void answersInTheFormatThatIsDemanded() throws IOException {
    String format =
        "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"t\",\"schema\":"
            + "{\"type\":\"object\",\"properties\":{\"title\":{\"type\":\"string\"}},"
            + "\"required\":[\"title\"]}}},";

    JsonNode answer =
        plain(Operation.CHAT, question("sim/small", "Hi").replaceFirst("\\{", format));

    assertThat(content(answer)).isEqualTo("{\"title\":\"title\"}");
  }

  @Test
  void stopsAtAStopSequence() throws IOException {
    String request =
        question("sim/small", "one two three")
            .replaceFirst("\\{", "{\"stop_sequences\":[\" three\",\" two\"],");

    JsonNode answer = plain(Operation.MESSAGES, request);

    assertThat(content(answer)).isEqualTo("You said: one");
    assertThat(answer.path("stop_reason").asText()).isEqualTo("stop_sequence");
    assertThat(answer.path("stop_sequence").asText()).isEqualTo(" two");
  }

  @ParameterizedTest
  @CsvSource({
    "sim/error-429,RATE_LIMITED,1",
    "sim/error-429-30s,RATE_LIMITED,30",
    "sim/error-529,OVERLOADED,1",
    "sim/error-500,SERVER_ERROR,",
    "sim/error-401,AUTHENTICATION,"
  })
  void failsWithAnyStatus(String model, Kind kind, Long seconds) {
    UpstreamFailure failure =
        catchThrowableOfType(
            UpstreamFailure.class, () -> bytes(Operation.CHAT, question(model, "Hi")));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.retryAfter())
        .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
    assertThat(failure.reply().orElseThrow().body()).asString().startsWith("{\"error\":");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sim/none", "sim/", "sim/error-200", "sim/slow-1h", "sim/error-999"})
  void knowsNoOtherModels(String model) {
    CallerFault fault =
        catchThrowableOfType(
            CallerFault.class, () -> bytes(Operation.MESSAGES, question(model, "Hi")));

    assertThat(fault.status()).isEqualTo(404);
    assertThat(fault.reply().orElseThrow().body()).asString().contains("not_found_error");
  }

  @Test
  void cutsTheConnectionAfterAsManyEvents() throws IOException {
    SseReader reader =
        new SseReader(
            forward(Operation.MESSAGES, streamed(question("sim/cut-3", "Hi"))).body(), 1 << 20);

    for (int i = 0; i < 3; i++) {
      assertThat(reader.next()).isPresent();
    }

    assertThatThrownBy(reader::next).isInstanceOf(IOException.class);
  }

  @Test
  void isSilentNoLongerThanTheReaderWaits() throws IOException {
    Target impatient = target("sim/silent-20s", Duration.ofMillis(20));
    WireAnswer answer =
        simulator.forward(
            impatient, request(Operation.MESSAGES, streamed(question("sim/silent-20s", "Hi"))));

    assertThatThrownBy(() -> answer.body().read()).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void endsItsSilenceWhenTheAnswerIsClosed() throws Exception {
    WireAnswer answer = forward(Operation.MESSAGES, streamed(question("sim/silent-19s", "Hi")));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> read = threads.submit(() -> answer.body().read());

      answer.close();

      assertThatThrownBy(read::get).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void pausesBetweenPiecesOfContent() throws IOException {
    Behavior slow = Behavior.of("sim/slow-15s").orElseThrow();
    Pace pace = new Pace(slow, Duration.ofMillis(1));
    pace.await(new Event.TextDelta("first"));

    assertThat(slow.pause()).isEqualTo(Duration.ofSeconds(15));
    assertThatThrownBy(() -> pace.await(new Event.TextDelta("second")))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void keepsWhatItReceived() throws IOException {
    String request = question("sim/small", "Hi");
    bytes(Operation.CHAT, request);

    Journal.Entry entry = simulator.entries().getFirst();

    assertThat(entry.operation()).hasValue(Operation.CHAT);
    assertThat(entry.model()).isEqualTo("sim/small");
    assertThat(entry.headers()).containsEntry("x-a", List.of("b"));
    assertThat(entry.body()).asString().isEqualTo(request);
  }

  @Test
  void keepsNothingUnlessToldTo() throws IOException {
    simulator.start(new ProviderContext(Clock.systemUTC(), Map.of()));

    bytes(Operation.CHAT, question("sim/small", "Hi"));

    assertThat(simulator.entries()).isEmpty();
  }

  @Test
  void refusesABrokenRequestAsAProviderWould() {
    assertThatThrownBy(() -> bytes(Operation.MESSAGES, "{\"model\":\"sim/small\"}"))
        .isInstanceOf(ProviderException.class)
        .isInstanceOfSatisfying(
            CallerFault.class, fault -> assertThat(fault.status()).isEqualTo(400));
  }

  private static String question(String model, String text) {
    return "{\"model\":\""
        + model
        + "\",\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\""
        + text
        + "\"}]}";
  }

  private static String streamed(String request) {
    return request.replaceFirst("\\{", "{\"stream\":true,");
  }

  private static String withTool(String question) {
    return question("sim/small", question)
        .replaceFirst("\\{", "{\"tools\":[" + TOOL.replace("\\", "\\\\") + "],");
  }

  private int count(String text) throws IOException {
    String request = question("sim/small", text).replace("\"max_tokens\":500,", "");
    return plain(Operation.COUNT_TOKENS, request).path("input_tokens").asInt();
  }

  private static Dialect dialect(Operation operation) {
    return operation.protocol() == Protocol.CHAT ? new ChatDialect() : new MessagesDialect();
  }

  private static String content(JsonNode answer) {
    return answer.has("choices")
        ? answer.at("/choices/0/message/content").asText()
        : answer.at("/content/0/text").asText();
  }

  private JsonNode plain(Operation operation, String request) throws IOException {
    return Json.parse(bytes(operation, request)).orElseThrow();
  }

  private String text(Operation operation, String request) throws IOException {
    return new String(bytes(operation, request), StandardCharsets.UTF_8);
  }

  /** Also holds the stream against the dialect's own decoder. */
  private List<WireEvent> events(Operation operation, String request) throws IOException {
    SseReader reader = new SseReader(new ByteArrayInputStream(bytes(operation, request)), 1 << 20);
    StreamDecoder decoder = dialect(operation).decoder();
    List<WireEvent> events = new ArrayList<>();
    List<Event> decoded = new ArrayList<>();
    for (Optional<WireEvent> next = reader.next(); next.isPresent(); next = reader.next()) {
      events.add(next.get());
      decoded.addAll(decoder.decode(next.get()));
    }
    decoded.addAll(decoder.end());
    assertThat(decoded.getLast()).isInstanceOf(Event.Finished.class);
    return events;
  }

  private byte[] bytes(Operation operation, String request) throws IOException {
    try (WireAnswer answer = forward(operation, request)) {
      return answer.body().readAllBytes();
    }
  }

  private WireAnswer forward(Operation operation, String request) {
    String model = Json.parse(request).orElseThrow().path("model").asText();
    return simulator.forward(target(model, PATIENCE), request(operation, request));
  }

  private static WireRequest request(Operation operation, String request) {
    boolean stream = request.contains("\"stream\":true");
    return new WireRequest(
        operation, Map.of("x-a", List.of("b")), request.getBytes(StandardCharsets.UTF_8), stream);
  }

  private static Target target(String model, Duration patience) {
    return new Target(
        Optional.empty(),
        Optional.empty(),
        Model.named(model),
        new Target.Timeouts(patience, patience, patience, patience),
        false,
        Map.of());
  }
}
