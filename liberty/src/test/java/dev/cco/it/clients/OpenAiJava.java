package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletion.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.models.Model;
import dev.cco.it.clients.JavaClient.Ask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The cases of {@code com.openai:openai-java}. */
final class OpenAiJava {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OpenAiJava() {}

  /** One call, plain or streamed. */
  @FunctionalInterface
  private interface Call {
    ChatCompletion make(ChatCompletionCreateParams.Builder request);
  }

  static MatrixClient client() {
    var cases = new HashMap<String, JavaClient.Case>(OpenAiJavaResponses.CASES);
    cases.put("create", OpenAiJava::create);
    cases.put("stream", OpenAiJava::stream);
    cases.put("stream-without-usage", OpenAiJava::streamWithoutUsage);
    cases.put("tools", ask -> tools(ask, params -> completions(ask).create(params.build())));
    cases.put("tools-stream", ask -> tools(ask, params -> accumulate(ask, params)));
    cases.put("image", OpenAiJava::image);
    cases.put("models", OpenAiJava::models);
    cases.put("limited", OpenAiJava::limited);
    cases.put("unknown", OpenAiJava::unknown);
    return new JavaClient("openai-java", MatrixClient.CHAT_AND_RESPONSES, cases);
  }

  static OpenAIClient sdk(Ask ask) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(ask.plan().baseUrl() + "/v1")
        .apiKey(ask.plan().apiKey())
        .maxRetries(0)
        .timeout(Duration.ofSeconds(60))
        .build();
  }

  private static com.openai.services.blocking.chat.ChatCompletionService completions(Ask ask) {
    return sdk(ask).chat().completions();
  }

  private static String create(Ask ask) {
    try (HttpResponseFor<ChatCompletion> response =
        completions(ask).withRawResponse().create(hello(ask, ask.route().model()).build())) {
      ChatCompletion completion = response.parse().validate();

      checkFinished(ask, "create", completion, FinishReason.STOP);
      ask.route().checkText("create", message(completion).content().orElse(""));
      assertThat(response.requestId()).as("request id").isNotEmpty();
      return response.requestId().orElseThrow();
    }
  }

  private static String stream(Ask ask) {
    ChatCompletion completion = accumulate(ask, hello(ask, ask.route().model()));

    checkFinished(ask, "stream", completion, FinishReason.STOP);
    ask.route().checkText("stream", message(completion).content().orElse(""));
    return "";
  }

  private static String streamWithoutUsage(Ask ask) {
    var request =
        request(ask.route().model()).addUserMessage(ask.text("Say hello [stream].")).build();

    List<ChatCompletionChunk> chunks;
    try (StreamResponse<ChatCompletionChunk> response = completions(ask).createStreaming(request)) {
      chunks = response.stream().toList();
    }

    assertThat(chunks).hasSizeGreaterThan(2);
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.usage()).isEmpty());
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.choices()).hasSize(1));
    String text =
        chunks.stream()
            .map(chunk -> chunk.choices().getFirst().delta().content().orElse(""))
            .collect(Collectors.joining());
    ask.route().checkText("stream", text);
    assertThat(chunks.getLast().choices().getFirst().finishReason())
        .contains(ChatCompletionChunk.Choice.FinishReason.STOP);
    return chunks.size() + " chunks";
  }

  private static String tools(Ask ask, Call call) throws JsonProcessingException {
    String question = ask.text("Please call get_weather for Paris.");

    ChatCompletion first =
        call.make(request(ask.route().model()).addTool(weather()).addUserMessage(question));

    checkFinished(ask, "tools", first, FinishReason.TOOL_CALLS);
    ask.route()
        .answers()
        .ifPresent(known -> assertThat(message(first).content()).contains("Let me look."));
    var calls = message(first).toolCalls().orElse(List.of());
    assertThat(calls).hasSize(1);
    var made = calls.getFirst().asFunction();
    Map<String, Object> input =
        JSON.readValue(made.function().arguments(), new TypeReference<Map<String, Object>>() {});
    ask.route().checkTool(made.id(), made.function().name(), input);

    var result =
        ChatCompletionToolMessageParam.builder()
            .toolCallId(made.id())
            .content("18 degrees and sunny")
            .build();
    ChatCompletion last =
        call.make(
            request(ask.route().model())
                .addTool(weather())
                .addUserMessage(question)
                .addMessage(message(first))
                .addMessage(result));

    checkFinished(ask, "tool-result", last, FinishReason.STOP);
    ask.route().checkText("tool-result", message(last).content().orElse(""));
    return made.id();
  }

  private static String image(Ask ask) {
    var url =
        ChatCompletionContentPartImage.ImageUrl.builder()
            .url("data:image/png;base64," + ask.plan().image())
            .build();
    var parts =
        List.of(
            ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text(ask.text("What is this?")).build()),
            ChatCompletionContentPart.ofImageUrl(
                ChatCompletionContentPartImage.builder().imageUrl(url).build()));

    ChatCompletion completion =
        completions(ask)
            .create(
                request(ask.route().model()).addUserMessageOfArrayOfContentParts(parts).build());

    checkFinished(ask, "image", completion, FinishReason.STOP);
    ask.route().checkText("image", message(completion).content().orElse(""));
    return "";
  }

  private static String models(Ask ask) {
    var models = new ArrayList<Model>();
    sdk(ask).models().list().autoPager().forEach(model -> models.add(model.validate()));

    assertThat(models).extracting(Model::id).contains(ask.route().model());
    assertThat(models).allSatisfy(model -> assertThat(model.ownedBy()).isNotBlank());
    return models.size() + " models";
  }

  private static String limited(Ask ask) {
    var error =
        catchThrowableOfType(
            RateLimitException.class,
            () -> completions(ask).create(hello(ask, ask.route().limitedModel()).build()));

    assertThat(error).isNotNull();
    assertThat(error.statusCode()).isEqualTo(429);
    assertThat(error.type().orElse("") + " " + error.code().orElse("")).contains("rate_limit");
    ask.route().checkRetryAfter(error.headers().values("retry-after"));
    return "";
  }

  private static String unknown(Ask ask) {
    var error =
        catchThrowableOfType(
            NotFoundException.class,
            () -> completions(ask).create(hello(ask, ask.route().unknownModel()).build()));

    assertThat(error).isNotNull();
    assertThat(error.statusCode()).isEqualTo(404);
    assertThat(error.code()).contains("model_not_found");
    assertThat(error.type()).contains("invalid_request_error");
    return "";
  }

  private static ChatCompletion accumulate(Ask ask, ChatCompletionCreateParams.Builder request) {
    var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();
    var accumulator = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> response =
        completions(ask).createStreaming(request.streamOptions(options).build())) {
      response.stream().forEach(accumulator::accumulate);
    }
    return accumulator.chatCompletion();
  }

  private static ChatCompletionCreateParams.Builder request(String model) {
    return ChatCompletionCreateParams.builder().model(model);
  }

  private static ChatCompletionCreateParams.Builder hello(Ask ask, String model) {
    return request(model).addUserMessage(ask.text("Say hello."));
  }

  private static ChatCompletionFunctionTool weather() {
    var text = Map.of("type", "string");
    var parameters =
        FunctionParameters.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty("properties", JsonValue.from(Map.of("city", text, "unit", text)))
            .putAdditionalProperty("required", JsonValue.from(List.of("city")))
            .build();
    return ChatCompletionFunctionTool.builder()
        .function(
            FunctionDefinition.builder()
                .name("get_weather")
                .description("The weather of a city")
                .parameters(parameters)
                .build())
        .build();
  }

  private static ChatCompletionMessage message(ChatCompletion completion) {
    return completion.choices().getFirst().message();
  }

  private static void checkFinished(
      Ask ask, String answer, ChatCompletion completion, FinishReason reason) {
    assertThat(completion.id()).isNotBlank();
    assertThat(completion.created()).isGreaterThan(1_500_000_000L);
    assertThat(completion.model()).isEqualTo(ask.route().model());
    assertThat(completion.choices()).hasSize(1);
    assertThat(completion.choices().getFirst().finishReason()).isEqualTo(reason);
    var usage = completion.usage().orElseThrow();
    ask.route().checkUsage(answer, usage.promptTokens(), usage.completionTokens());
    assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
  }
}
