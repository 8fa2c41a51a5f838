package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.models.ModelInfo;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.cco.it.clients.JavaClient.Ask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The cases of {@code com.anthropic:anthropic-java}. */
final class AnthropicJava {
  private AnthropicJava() {}

  static MatrixClient client() {
    return new JavaClient(
        "anthropic-java",
        MatrixClient.MESSAGES,
        Map.of(
            "create", AnthropicJava::create,
            "stream", AnthropicJava::stream,
            "tools", ask -> tools(ask, params -> sdk(ask).messages().create(params)),
            "tools-stream", ask -> tools(ask, params -> accumulate(ask, params, new ArrayList<>())),
            "image", AnthropicJava::image,
            "models", AnthropicJava::models,
            "limited", AnthropicJava::limited,
            "unknown", AnthropicJava::unknown));
  }

  private static AnthropicClient sdk(Ask ask) {
    return AnthropicOkHttpClient.builder()
        .baseUrl(ask.plan().baseUrl())
        .apiKey(ask.plan().apiKey())
        .maxRetries(0)
        .timeout(Duration.ofSeconds(60))
        .build();
  }

  private static String create(Ask ask) {
    try (HttpResponseFor<Message> response =
        sdk(ask).messages().withRawResponse().create(hello(ask, ask.route().model()))) {
      Message message = response.parse();

      checkFinished(ask, "create", message, StopReason.END_TURN);
      ask.route().checkText("create", text(message));
      assertThat(response.requestId()).as("request id").isNotEmpty();
      return response.requestId().orElseThrow();
    }
  }

  private static String stream(Ask ask) {
    var events = new ArrayList<RawMessageStreamEvent>();

    Message message = accumulate(ask, hello(ask, ask.route().model()), events);

    checkFinished(ask, "stream", message, StopReason.END_TURN);
    ask.route().checkText("stream", text(message));
    assertThat(events.getFirst().isMessageStart()).as("first event").isTrue();
    assertThat(events.getLast().isMessageStop()).as("last event").isTrue();
    long deltas = events.stream().filter(RawMessageStreamEvent::isContentBlockDelta).count();
    assertThat(deltas).as("deltas").isGreaterThan(1);
    return deltas + " deltas";
  }

  private static String tools(Ask ask, Function<MessageCreateParams, Message> call) {
    String question = ask.text("Please call get_weather for Paris.");
    var request = request(ask.route().model()).addTool(weather()).addUserMessage(question).build();

    Message first = call.apply(request);

    checkFinished(ask, "tools", first, StopReason.TOOL_USE);
    List<ToolUseBlock> uses =
        first.content().stream().flatMap(block -> block.toolUse().stream()).toList();
    assertThat(uses).hasSize(1);
    ToolUseBlock use = uses.getFirst();
    Map<String, Object> input = use._input().convert(new TypeReference<Map<String, Object>>() {});
    ask.route().checkTool(use.id(), use.name(), input == null ? Map.of() : input);
    ask.route().answers().ifPresent(known -> assertThat(text(first)).isEqualTo("Let me look."));

    var result =
        ToolResultBlockParam.builder().toolUseId(use.id()).content("18 degrees and sunny").build();
    Message last =
        call.apply(
            request.toBuilder()
                .addMessage(first)
                .addUserMessageOfContentBlockParams(List.of(ContentBlockParam.ofToolResult(result)))
                .build());

    checkFinished(ask, "tool-result", last, StopReason.END_TURN);
    ask.route().checkText("tool-result", text(last));
    return use.id();
  }

  private static String image(Ask ask) {
    var source =
        Base64ImageSource.builder()
            .data(ask.plan().image())
            .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
            .build();
    var blocks =
        List.of(
            ContentBlockParam.ofImage(ImageBlockParam.builder().source(source).build()),
            ContentBlockParam.ofText(
                TextBlockParam.builder().text(ask.text("What is this?")).build()));

    Message message =
        sdk(ask)
            .messages()
            .create(
                request(ask.route().model()).addUserMessageOfContentBlockParams(blocks).build());

    checkFinished(ask, "image", message, StopReason.END_TURN);
    ask.route().checkText("image", text(message));
    return "";
  }

  private static String models(Ask ask) {
    var models = new ArrayList<ModelInfo>();
    sdk(ask).models().list().autoPager().forEach(models::add);

    assertThat(models).extracting(ModelInfo::id).contains(ask.route().model());
    assertThat(models).allSatisfy(model -> assertThat(model.displayName()).isNotBlank());
    assertThat(models).allSatisfy(model -> assertThat(model.createdAt()).isNotNull());
    return models.size() + " models";
  }

  private static String limited(Ask ask) {
    var error =
        catchThrowableOfType(
            RateLimitException.class,
            () -> sdk(ask).messages().create(hello(ask, ask.route().limitedModel())));

    assertThat(error).isNotNull();
    assertThat(error.statusCode()).isEqualTo(429);
    assertThat(error.type()).contains(ErrorType.RATE_LIMIT_ERROR);
    ask.route().checkRetryAfter(error.headers().values("retry-after"));
    return "";
  }

  private static String unknown(Ask ask) {
    var error =
        catchThrowableOfType(
            NotFoundException.class,
            () -> sdk(ask).messages().create(hello(ask, ask.route().unknownModel())));

    assertThat(error).isNotNull();
    assertThat(error.statusCode()).isEqualTo(404);
    assertThat(error.type()).contains(ErrorType.NOT_FOUND_ERROR);
    assertThat(error.apiMessage()).isPresent();
    return "";
  }

  private static Message accumulate(
      Ask ask, MessageCreateParams params, List<RawMessageStreamEvent> events) {
    var accumulator = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> response =
        sdk(ask).messages().createStreaming(params)) {
      response.stream().map(accumulator::accumulate).forEach(events::add);
    }
    return accumulator.message();
  }

  private static MessageCreateParams.Builder request(String model) {
    return MessageCreateParams.builder().model(model).maxTokens(200);
  }

  private static MessageCreateParams hello(Ask ask, String model) {
    return request(model).addUserMessage(ask.text("Say hello.")).build();
  }

  private static Tool weather() {
    var properties =
        Tool.InputSchema.Properties.builder()
            .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
            .putAdditionalProperty("unit", JsonValue.from(Map.of("type", "string")))
            .build();
    return Tool.builder()
        .name("get_weather")
        .description("The weather of a city")
        .inputSchema(Tool.InputSchema.builder().properties(properties).addRequired("city").build())
        .build();
  }

  private static void checkFinished(Ask ask, String answer, Message message, StopReason reason) {
    assertThat(message.id()).startsWith("msg");
    assertThat(message.model().asString()).isEqualTo(ask.route().model());
    assertThat(message.stopReason()).contains(reason);
    ask.route().checkUsage(answer, message.usage().inputTokens(), message.usage().outputTokens());
  }

  private static String text(Message message) {
    return message.content().stream()
        .filter(ContentBlock::isText)
        .map(block -> block.asText().text())
        .collect(Collectors.joining());
  }
}
