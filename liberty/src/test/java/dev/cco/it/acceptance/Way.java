package dev.cco.it.acceptance;

import static dev.cco.it.acceptance.Requests.CHAT;
import static dev.cco.it.acceptance.Requests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** Who asks what, and who is asked. */
enum Way {
  MESSAGES_PASSED(MESSAGES, "claude-sonnet-5"),
  MESSAGES_TRANSLATED(MESSAGES, "gpt-4.1"),
  CHAT_PASSED(CHAT, "gpt-4.1"),
  CHAT_TRANSLATED(CHAT, "claude-sonnet-5");

  private final String path;
  private final String model;

  Way(String path, String model) {
    this.path = path;
    this.model = model;
  }

  String path() {
    return path;
  }

  String model() {
    return model;
  }

  /** The provider that is asked. */
  String provider() {
    return asksAnthropic() ? "anthropic" : "openai";
  }

  boolean asksAnthropic() {
    return model.startsWith("claude");
  }

  boolean asksMessages() {
    return path.equals(MESSAGES);
  }

  boolean passes() {
    return asksMessages() == asksAnthropic();
  }

  /** Whether the stream says that it came to its end. */
  static boolean isFinished(Answer answer) {
    return answer.text().contains("event: message_stop")
        || answer.text().contains("data: [DONE]")
        || answer.text().contains("\"finish_reason\":\"");
  }

  /** The error in the caller's own protocol. */
  void checkEnvelope(JsonNode envelope) {
    JsonNode error = envelope.path("error");
    assertThat(error.path("message").asText()).as(envelope.toString()).isNotBlank();
    assertThat(error.path("type").asText()).isNotBlank();
    if (asksMessages()) {
      assertThat(envelope.path("type").asText()).isEqualTo("error");
    }
  }
}
