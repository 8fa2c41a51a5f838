package dev.cco.it.clients;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.time.Duration;
import java.util.List;

/** What both vendors' Java SDKs read of an answer, plain and accumulated from its stream. */
final class OracleJava {
  private final AnthropicClient messages;
  private final OpenAIClient chat;

  OracleJava(String baseUrl) {
    messages =
        AnthropicOkHttpClient.builder()
            .baseUrl(baseUrl)
            .apiKey("test")
            .maxRetries(0)
            .timeout(Duration.ofSeconds(60))
            .build();
    chat =
        OpenAIOkHttpClient.builder()
            .baseUrl(baseUrl + "/v1")
            .apiKey("test")
            .maxRetries(0)
            .timeout(Duration.ofSeconds(60))
            .build();
  }

  String plainMessage(OracleCase each) {
    return told(messages.messages().create(message(each)));
  }

  String streamedMessage(OracleCase each) {
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (var response = messages.messages().createStreaming(message(each))) {
      response.stream().forEach(accumulator::accumulate);
    }
    return told(accumulator.message());
  }

  String plainCompletion(OracleCase each) {
    return told(chat.chat().completions().create(completion(each).build()));
  }

  String streamedCompletion(OracleCase each) {
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();
    try (var response =
        chat.chat()
            .completions()
            .createStreaming(completion(each).streamOptions(options).build())) {
      response.stream().forEach(accumulator::accumulate);
    }
    return told(accumulator.chatCompletion());
  }

  private static MessageCreateParams message(OracleCase each) {
    return MessageCreateParams.builder()
        .model(each.model())
        .maxTokens(200)
        .addUserMessage(each.name())
        .build();
  }

  private static ChatCompletionCreateParams.Builder completion(OracleCase each) {
    return ChatCompletionCreateParams.builder().model(each.model()).addUserMessage(each.name());
  }

  /** Every field by its type; what is absent and what is null say the same. */
  private static String told(Message message) {
    List<String> blocks =
        message.content().stream()
            .map(
                block ->
                    block
                        .text()
                        .map(text -> "text " + text.text() + text.citations())
                        .or(
                            () ->
                                block
                                    .thinking()
                                    .map(t -> "thinking " + t.thinking() + t.signature()))
                        .or(
                            () ->
                                block.toolUse().map(t -> "call " + t.id() + t.name() + t._input()))
                        .or(() -> block.redactedThinking().map(r -> "redacted " + r.data()))
                        .orElseGet(block::toString))
            .toList();
    return String.join("\n", blocks)
        + "\n"
        + message.model()
        + message.stopReason()
        + message.stopSequence()
        + message.usage().inputTokens()
        + "/"
        + message.usage().outputTokens()
        + message.usage().cacheReadInputTokens()
        + message.usage().cacheCreationInputTokens();
  }

  private static String told(ChatCompletion completion) {
    ChatCompletion valid = completion.validate();
    var choice = valid.choices().getFirst();
    List<String> calls =
        choice.message().toolCalls().orElse(List.of()).stream()
            .map(call -> call.asFunction())
            .map(call -> call.id() + call.function().name() + call.function().arguments())
            .toList();
    return choice.message().content()
        + "\n"
        + choice.message().refusal()
        + calls
        + valid.model()
        + choice.finishReason()
        + valid.usage().map(usage -> usage.promptTokens() + "/" + usage.completionTokens());
  }
}
