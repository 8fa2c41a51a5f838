package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cco.it.clients.JavaClient.Ask;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicModelCatalog;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.catalog.ModelCatalog;
import dev.langchain4j.model.catalog.ModelDescription;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiModelCatalog;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The cases of {@code dev.langchain4j:langchain4j-anthropic} and {@code -open-ai}. They go through
 * {@code java.net.http}, which asks for an upgrade to HTTP/2 with every request.
 */
final class LangChain {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final BiFunction<Plan, String, ChatModel> plain;
  private final BiFunction<Plan, String, StreamingChatModel> streaming;
  private final Function<Plan, ModelCatalog> catalog;

  /** Whether its list of models is only the first page of ours. */
  private final boolean firstPageOnly;

  private LangChain(
      boolean firstPageOnly,
      BiFunction<Plan, String, ChatModel> plain,
      BiFunction<Plan, String, StreamingChatModel> streaming,
      Function<Plan, ModelCatalog> catalog) {
    this.firstPageOnly = firstPageOnly;
    this.plain = plain;
    this.streaming = streaming;
    this.catalog = catalog;
  }

  static MatrixClient anthropic() {
    return new LangChain(
            true,
            (plan, model) ->
                AnthropicChatModel.builder()
                    .baseUrl(plan.baseUrl() + "/v1/")
                    .apiKey(plan.apiKey())
                    .modelName(model)
                    .maxTokens(200)
                    .maxRetries(0)
                    .timeout(TIMEOUT)
                    .build(),
            (plan, model) ->
                AnthropicStreamingChatModel.builder()
                    .baseUrl(plan.baseUrl() + "/v1/")
                    .apiKey(plan.apiKey())
                    .modelName(model)
                    .maxTokens(200)
                    .timeout(TIMEOUT)
                    .build(),
            plan ->
                AnthropicModelCatalog.builder()
                    .baseUrl(plan.baseUrl() + "/v1/")
                    .apiKey(plan.apiKey())
                    .build())
        .client("langchain4j-anthropic");
  }

  static MatrixClient openAi() {
    return new LangChain(
            false,
            (plan, model) ->
                OpenAiChatModel.builder()
                    .baseUrl(plan.baseUrl() + "/v1")
                    .apiKey(plan.apiKey())
                    .modelName(model)
                    .maxRetries(0)
                    .timeout(TIMEOUT)
                    .build(),
            (plan, model) ->
                OpenAiStreamingChatModel.builder()
                    .baseUrl(plan.baseUrl() + "/v1")
                    .apiKey(plan.apiKey())
                    .modelName(model)
                    .timeout(TIMEOUT)
                    .build(),
            plan ->
                OpenAiModelCatalog.builder()
                    .baseUrl(plan.baseUrl() + "/v1")
                    .apiKey(plan.apiKey())
                    .build())
        .client("langchain4j-open-ai");
  }

  private MatrixClient client(String name) {
    return new JavaClient(
        name,
        MatrixClient.MESSAGES,
        Map.of(
            "create", this::create,
            "stream", this::stream,
            "tools", ask -> tools(ask, request -> model(ask).chat(request)),
            "tools-stream", ask -> tools(ask, request -> streamed(ask, request, new ArrayList<>())),
            "image", this::image,
            "models", this::models,
            "limited", this::limited,
            "unknown", this::unknown));
  }

  private ChatModel model(Ask ask) {
    return plain.apply(ask.plan(), ask.route().model());
  }

  private String create(Ask ask) {
    ChatResponse response = model(ask).chat(hello(ask));

    checkFinished(ask, "create", response, FinishReason.STOP);
    ask.route().checkText("create", response.aiMessage().text());
    return response.id();
  }

  private String stream(Ask ask) {
    var pieces = new ArrayList<String>();

    ChatResponse response = streamed(ask, hello(ask), pieces);

    checkFinished(ask, "stream", response, FinishReason.STOP);
    ask.route().checkText("stream", response.aiMessage().text());
    ask.route().checkText("stream", String.join("", pieces));
    assertThat(pieces).hasSizeGreaterThan(1);
    return pieces.size() + " deltas";
  }

  private String tools(Ask ask, Function<ChatRequest, ChatResponse> call) throws Exception {
    var question = UserMessage.from(ask.text("Please call get_weather for Paris."));
    ChatResponse first =
        call.apply(ChatRequest.builder().messages(question).toolSpecifications(weather()).build());

    checkFinished(ask, "tools", first, FinishReason.TOOL_EXECUTION);
    var requests = first.aiMessage().toolExecutionRequests();
    assertThat(requests).hasSize(1);
    var made = requests.getFirst();
    Map<String, Object> input =
        JSON.readValue(made.arguments(), new TypeReference<Map<String, Object>>() {});
    ask.route().checkTool(made.id(), made.name(), input);
    ask.route()
        .answers()
        .ifPresent(known -> assertThat(first.aiMessage().text()).isEqualTo("Let me look."));

    ChatResponse last =
        call.apply(
            ChatRequest.builder()
                .messages(
                    question,
                    first.aiMessage(),
                    ToolExecutionResultMessage.from(made, "18 degrees and sunny"))
                .toolSpecifications(weather())
                .build());

    checkFinished(ask, "tool-result", last, FinishReason.STOP);
    ask.route().checkText("tool-result", last.aiMessage().text());
    return made.id();
  }

  private String image(Ask ask) {
    var question =
        UserMessage.from(
            TextContent.from(ask.text("What is this?")),
            ImageContent.from(ask.plan().image(), "image/png"));

    ChatResponse response = model(ask).chat(ChatRequest.builder().messages(question).build());

    checkFinished(ask, "image", response, FinishReason.STOP);
    ask.route().checkText("image", response.aiMessage().text());
    return "";
  }

  private String models(Ask ask) {
    List<ModelDescription> models = catalog.apply(ask.plan()).listModels();

    List<String> names = models.stream().map(ModelDescription::name).toList();
    assertThat(names).isNotEmpty().doesNotHaveDuplicates().doesNotContainNull();
    if (!firstPageOnly) {
      assertThat(names).contains(ask.route().model());
    }
    return names.size() + " models";
  }

  private String limited(Ask ask) {
    var error =
        catchThrowableOfType(
            RateLimitException.class,
            () -> plain.apply(ask.plan(), ask.route().limitedModel()).chat(hello(ask)));

    assertThat(error).isNotNull();
    assertThat(error)
        .cause()
        .isInstanceOfSatisfying(
            HttpException.class, cause -> assertThat(cause.statusCode()).isEqualTo(429));
    assertThat(error).cause().hasMessageContaining("rate_limit");
    return "retry-after is not shown by this client";
  }

  private String unknown(Ask ask) {
    var error =
        catchThrowableOfType(
            ModelNotFoundException.class,
            () -> plain.apply(ask.plan(), ask.route().unknownModel()).chat(hello(ask)));

    assertThat(error).isNotNull();
    assertThat(error)
        .cause()
        .isInstanceOfSatisfying(
            HttpException.class, cause -> assertThat(cause.statusCode()).isEqualTo(404));
    assertThat(error).cause().message().containsPattern("not_found_error|model_not_found");
    return "";
  }

  private ChatResponse streamed(Ask ask, ChatRequest request, List<String> pieces) {
    var done = new CompletableFuture<ChatResponse>();
    streaming
        .apply(ask.plan(), ask.route().model())
        .chat(
            request,
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(String piece) {
                pieces.add(piece);
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {
                done.complete(response);
              }

              @Override
              public void onError(Throwable error) {
                done.completeExceptionally(error);
              }
            });
    return done.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static ChatRequest hello(Ask ask) {
    return ChatRequest.builder().messages(UserMessage.from(ask.text("Say hello."))).build();
  }

  private static ToolSpecification weather() {
    return ToolSpecification.builder()
        .name("get_weather")
        .description("The weather of a city")
        .parameters(
            JsonObjectSchema.builder()
                .addStringProperty("city")
                .addStringProperty("unit")
                .required("city")
                .build())
        .build();
  }

  private static void checkFinished(
      Ask ask, String answer, ChatResponse response, FinishReason reason) {
    assertThat(response.id()).isNotBlank();
    assertThat(response.modelName()).isEqualTo(ask.route().model());
    assertThat(response.finishReason()).isEqualTo(reason);
    var usage = response.tokenUsage();
    ask.route().checkUsage(answer, usage.inputTokenCount(), usage.outputTokenCount());
  }
}
