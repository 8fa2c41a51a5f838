package dev.cco.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.services.blocking.ResponseService;
import dev.cco.it.clients.JavaClient.Ask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The cases of {@code com.openai:openai-java} for the Responses API. */
final class OpenAiJavaResponses {
  static final Map<String, JavaClient.Case> CASES =
      Map.of(
          "responses", OpenAiJavaResponses::create,
          "responses-stream", OpenAiJavaResponses::stream,
          "responses-tools", OpenAiJavaResponses::tools);

  private static final ObjectMapper JSON = new ObjectMapper();

  private OpenAiJavaResponses() {}

  private static ResponseService responses(Ask ask) {
    return OpenAiJava.sdk(ask).responses();
  }

  private static ResponseCreateParams.Builder request(Ask ask) {
    return ResponseCreateParams.builder().model(ask.route().model()).store(false);
  }

  private static String create(Ask ask) {
    try (HttpResponseFor<Response> raw =
        responses(ask)
            .withRawResponse()
            .create(request(ask).input(ask.text("Say hello.")).build())) {
      Response response = validated(ask, raw.parse());

      checkFinished(ask, "create", response);
      ask.route().checkText("create", text(response));
      assertThat(raw.requestId()).as("request id").isNotEmpty();
      return raw.requestId().orElseThrow();
    }
  }

  private static String stream(Ask ask) {
    var accumulator = ResponseAccumulator.create();
    List<ResponseStreamEvent> events;
    try (StreamResponse<ResponseStreamEvent> response =
        responses(ask).createStreaming(request(ask).input(ask.text("Say hello.")).build())) {
      events = response.stream().toList();
    }
    events.forEach(accumulator::accumulate);

    Response response = validated(ask, accumulator.response());
    checkFinished(ask, "stream", response);
    ask.route().checkText("stream", text(response));
    if (isComposed(ask)) {
      assertThat(events).allSatisfy(ResponseStreamEvent::validate);
    }
    assertThat(events.getFirst().isCreated()).isTrue();
    assertThat(events.getLast().isCompleted()).isTrue();
    String deltas =
        events.stream()
            .flatMap(event -> event.outputTextDelta().stream())
            .map(delta -> delta.delta())
            .collect(Collectors.joining());
    assertThat(deltas).isEqualTo(text(response));
    return events.size() + " events";
  }

  private static String tools(Ask ask) throws JsonProcessingException {
    List<ResponseInputItem> input = new ArrayList<>();
    input.add(
        ResponseInputItem.ofMessage(
            ResponseInputItem.Message.builder()
                .role(ResponseInputItem.Message.Role.USER)
                .addInputTextContent(ask.text("Please call get_weather for Paris."))
                .build()));

    Response first =
        validated(
            ask,
            responses(ask).create(request(ask).addTool(weather()).inputOfResponse(input).build()));

    checkFinished(ask, "tools", first);
    ask.route().answers().ifPresent(known -> assertThat(text(first)).isEqualTo("Let me look."));
    List<ResponseFunctionToolCall> calls =
        first.output().stream()
            .filter(ResponseOutputItem::isFunctionCall)
            .map(ResponseOutputItem::asFunctionCall)
            .toList();
    assertThat(calls).hasSize(1);
    ResponseFunctionToolCall made = calls.getFirst();
    Map<String, Object> arguments =
        JSON.readValue(made.arguments(), new TypeReference<Map<String, Object>>() {});
    ask.route().checkTool(made.callId(), made.name(), arguments);

    input.add(ResponseInputItem.ofFunctionCall(made));
    input.add(
        ResponseInputItem.ofFunctionCallOutput(
            ResponseInputItem.FunctionCallOutput.builder()
                .callId(made.callId())
                .output("18 degrees and sunny")
                .build()));
    Response last =
        validated(
            ask,
            responses(ask).create(request(ask).addTool(weather()).inputOfResponse(input).build()));

    checkFinished(ask, "tool-result", last);
    ask.route().checkText("tool-result", text(last));
    return made.callId();
  }

  private static FunctionTool weather() {
    var text = Map.of("type", "string");
    return FunctionTool.builder()
        .name("get_weather")
        .description("The weather of a city")
        .strict(false)
        .parameters(
            FunctionTool.Parameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty(
                    "properties", JsonValue.from(Map.of("city", text, "unit", text)))
                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                .build())
        .build();
  }

  /** The mock leaves required members out, and what it says in this protocol goes through. */
  private static boolean isComposed(Ask ask) {
    return !ask.route().equals(Routes.OPENAI);
  }

  private static Response validated(Ask ask, Response response) {
    return isComposed(ask) ? response.validate() : response;
  }

  private static String text(Response response) {
    return response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .flatMap(content -> content.outputText().stream())
        .map(text -> text.text())
        .collect(Collectors.joining());
  }

  private static void checkFinished(Ask ask, String answer, Response response) {
    assertThat(response.id()).isNotBlank();
    assertThat(response.status()).contains(ResponseStatus.COMPLETED);
    assertThat(response.model().toString()).contains(ask.route().model());
    var usage = response.usage().orElseThrow();
    ask.route().checkUsage(answer, usage.inputTokens(), usage.outputTokens());
    assertThat(usage.totalTokens()).isEqualTo(usage.inputTokens() + usage.outputTokens());
  }
}
