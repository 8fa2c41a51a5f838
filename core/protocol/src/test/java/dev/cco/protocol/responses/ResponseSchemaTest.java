package dev.cco.protocol.responses;

import static dev.cco.protocol.responses.Responses.all;
import static dev.cco.protocol.responses.Responses.answer;
import static dev.cco.protocol.responses.Responses.encode;
import static dev.cco.protocol.responses.Responses.encoder;
import static dev.cco.protocol.responses.Responses.fold;

import dev.cco.protocol.ApiError;
import dev.cco.protocol.ApiError.Kind;
import dev.cco.protocol.StreamEncoder;
import dev.cco.protocol.WireEvent;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.schema.OpenApiSchema;
import dev.cco.spi.Block;
import dev.cco.spi.Event;
import dev.cco.spi.StopReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that we compose, against the vendor's own description of it. */
class ResponseSchemaTest {
  private static final Block[] BLOCKS = {
    new Block.Thinking("Let me see", "signature"),
    new Block.Thinking("", "omitted"),
    new Block.RedactedThinking("hidden"),
    new Block.Text("Hello"),
    new Block.Text(""),
    new Block.Refusal("No."),
    new Block.ToolUse("call_1", "weather", Json.object().put("city", "Paris")),
    new Block.ToolUse("call_2", "patch", Json.object().put("input", "text"))
  };

  @BeforeEach
  void needsTheDescription() {
    OpenApiSchema.assumePresent();
  }

  private static void assertValid(List<WireEvent> stream) {
    for (WireEvent event : stream) {
      OpenApiSchema.assertValid("ResponseStreamEvent", event.data());
      OpenApiSchema.assertValid(schemaOf(event.name()), event.data());
    }
    OpenApiSchema.assertValid("Response", fold(stream));
  }

  /** The union says of a bad event only that it is none of fifty. */
  private static String schemaOf(String type) {
    return switch (type) {
      case "response.created" -> "ResponseCreatedEvent";
      case "response.in_progress" -> "ResponseInProgressEvent";
      case "response.completed" -> "ResponseCompletedEvent";
      case "response.incomplete" -> "ResponseIncompleteEvent";
      case "response.failed" -> "ResponseFailedEvent";
      case "response.output_item.added" -> "ResponseOutputItemAddedEvent";
      case "response.output_item.done" -> "ResponseOutputItemDoneEvent";
      case "response.content_part.added" -> "ResponseContentPartAddedEvent";
      case "response.content_part.done" -> "ResponseContentPartDoneEvent";
      case "response.output_text.delta" -> "ResponseTextDeltaEvent";
      case "response.output_text.annotation.added" -> "ResponseOutputTextAnnotationAddedEvent";
      case "response.output_text.done" -> "ResponseTextDoneEvent";
      case "response.refusal.delta" -> "ResponseRefusalDeltaEvent";
      case "response.refusal.done" -> "ResponseRefusalDoneEvent";
      case "response.reasoning_summary_part.added" -> "ResponseReasoningSummaryPartAddedEvent";
      case "response.reasoning_summary_part.done" -> "ResponseReasoningSummaryPartDoneEvent";
      case "response.reasoning_summary_text.delta" -> "ResponseReasoningSummaryTextDeltaEvent";
      case "response.reasoning_summary_text.done" -> "ResponseReasoningSummaryTextDoneEvent";
      case "response.function_call_arguments.delta" -> "ResponseFunctionCallArgumentsDeltaEvent";
      case "response.function_call_arguments.done" -> "ResponseFunctionCallArgumentsDoneEvent";
      case "response.custom_tool_call_input.delta" -> "ResponseCustomToolCallInputDeltaEvent";
      case "response.custom_tool_call_input.done" -> "ResponseCustomToolCallInputDoneEvent";
      default -> throw new AssertionError("an event that we do not write: " + type);
    };
  }

  @ParameterizedTest
  @EnumSource(StopReason.class)
  void holdsHoweverAnAnswerEnds(StopReason reason) {
    assertValid(encode(Responses.QUESTION, all(answer(reason, BLOCKS))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"instructions\":\"Be brief.\",\"temperature\":0.5,\"top_p\":1,\"metadata\":{\"a\":\"b\"}",
        "\"instructions\":null,\"temperature\":null,\"metadata\":null,\"tools\":null,\"text\":null",
        "\"max_output_tokens\":99,\"parallel_tool_calls\":false,\"user\":\"u\",\"store\":true",
        "\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"},\"truncation\":\"auto\"",
        "\"text\":{\"format\":{\"type\":\"json_object\"},\"verbosity\":\"low\"}",
        "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}",
        "\"tools\":[{\"type\":\"function\",\"name\":\"weather\"}],\"tool_choice\":{\"type\":\"function\",\"name\":\"weather\"}",
        "\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":null,\"parameters\":null}],\"tool_choice\":\"required\"",
        "\"tools\":[{\"type\":\"custom\",\"name\":\"patch\"}],\"tool_choice\":{\"type\":\"custom\",\"name\":\"patch\"}",
        "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]}",
        "\"safety_identifier\":\"0123456789012345678901234567890123456789012345678901234567890123456789\"",
        "\"prompt_cache_key\":\"k\",\"max_tool_calls\":3,\"include\":[\"reasoning.encrypted_content\"]"
      })
  void holdsWhateverIsRepeatedOfTheRequest(String members) {
    String request = "{\"model\":\"m\",\"input\":\"x\"," + members + "}";
    Responses.read(request);

    assertValid(encode(request, all(answer(StopReason.END_TURN, BLOCKS))));
  }

  @Test
  void holdsForAnswersThatSayNothing() {
    assertValid(encode(Responses.QUESTION, all(answer(StopReason.END_TURN))));
  }

  @Test
  void holdsForCitations() {
    var citation = Json.object().put("url", "https://example.org/").put("title", "A");

    assertValid(
        encode(
            Responses.QUESTION,
            Responses.started(),
            new Event.BlockStarted(new Block.Text("")),
            new Event.CitationDelta(citation),
            new Event.TextDelta("It is so."),
            new Event.BlockStopped(),
            Responses.finished(StopReason.END_TURN)));
  }

  @Test
  void holdsForAStreamThatBroke() {
    StreamEncoder encoder = encoder(Responses.QUESTION);
    answer(StopReason.END_TURN, BLOCKS).subList(0, 9).forEach(encoder::encode);

    assertValid(encoder.broken(ApiError.of(502, Kind.API, "It broke.")).orElseThrow());
  }

  @Test
  void holdsForUnfoldedAnswers() {
    List<WireEvent> stream = encode(Responses.QUESTION, all(answer(StopReason.END_TURN, BLOCKS)));

    assertValid(Responses.DIALECT.unfold(Responses.DIALECT.fold(stream), true));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void holdsForErrors(Kind kind) {
    ApiError error = ApiError.of(400, kind, "What to change.");

    OpenApiSchema.assertValid(
        "ErrorResponse",
        new String(Responses.DIALECT.error(error, "req_1"), StandardCharsets.UTF_8));
    for (WireEvent event : Responses.DIALECT.streamError(error, "req_1")) {
      OpenApiSchema.assertValid("ResponseErrorEvent", event.data());
    }
  }
}
