package dev.cco.it.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** U33 and its like: answers that are whole as bytes and cannot be used are never kept. */
@TestInstance(Lifecycle.PER_CLASS)
class BrokenAnswerIT {
  private static final String RESPONSES = "/v1/responses";
  private static final String BROKEN = "{\"city\": ";
  private static final String ESCAPED = BROKEN.replace("\"", "\\\"");

  private FaultServer upstream;
  private CcoServer server;
  private Gateway gateway;

  @BeforeAll
  void start() {
    upstream = Upstream.start(BrokenAnswerIT::play);
    server = CcoServer.start(Upstream.environment(upstream));
    gateway = new Gateway(server.baseUri());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private static Reply play(Received request) {
    if (request.path().equals(RESPONSES)) {
      return Reply.json(200, response(request.text()));
    }
    boolean messages = request.path().endsWith("/messages");
    if (request.text().contains("\"stream\":true")) {
      return Reply.events(messages ? messagesEvents() : chunks());
    }
    return Reply.json(200, messages ? message() : completion());
  }

  private static String message() {
    return "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":["
        + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":\""
        + ESCAPED
        + "\"}],\"stop_reason\":\"tool_use\",\"stop_sequence\":null,"
        + "\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}";
  }

  private static List<String> messagesEvents() {
    return List.of(
        event("message_start", "\"message\":" + started()),
        event(
            "content_block_start",
            "\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"),
        event(
            "content_block_delta",
            "\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\""
                + ESCAPED
                + "\"}"),
        event("content_block_stop", "\"index\":0"),
        event(
            "message_delta",
            "\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":2}"),
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
  }

  private static String started() {
    return "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],"
        + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}";
  }

  private static String event(String type, String members) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
  }

  private static String call(String index) {
    return "{"
        + index
        + "\"id\":\"t\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\""
        + ESCAPED
        + "\"}}";
  }

  private static String completion() {
    return "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":["
        + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":["
        + call("")
        + "]},\"finish_reason\":\"tool_calls\"}],"
        + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}";
  }

  private static List<String> chunks() {
    return List.of(
        chunk("{\"role\":\"assistant\",\"content\":null}", "null"),
        chunk("{\"tool_calls\":[" + call("\"index\":0,") + "]}", "null"),
        chunk("{}", "\"tool_calls\""),
        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
            + "\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}\n\n",
        "data: [DONE]\n\n");
  }

  private static String chunk(String delta, String finish) {
    return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
        + "\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finish
        + "}]}\n\n";
  }

  /** A whole response with the status that the request names. */
  private static String response(String request) {
    String status =
        Stream.of("completed", "failed", "incomplete", "cancelled")
            .filter(each -> request.contains("<" + each + ">"))
            .findFirst()
            .orElseThrow();
    return "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"model\":\"m\",\"status\":\""
        + status
        + "\",\"error\":"
        + (status.equals("failed") ? "{\"code\":\"server_error\",\"message\":\"no\"}" : "null")
        + ",\"incomplete_details\":"
        + (status.equals("incomplete") ? "{\"reason\":\"max_output_tokens\"}" : "null")
        + ",\"output\":[{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"completed\","
        + "\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\",\"annotations\":[]}]}],"
        + "\"usage\":{\"input_tokens\":3,\"output_tokens\":2,\"total_tokens\":5}}";
  }

  @TestFactory
  Stream<DynamicTest> neverKeepsACallThatCannotBeMade() {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.of(false, true)
                    .map(
                        stream ->
                            dynamicTest(
                                "U33, " + way + (stream ? ", streamed" : ", plain"),
                                () -> checkCall(way, stream))));
  }

  private void checkCall(Way way, boolean stream) {
    String body = Requests.of(way.path(), way.model(), way + " " + stream, stream);
    int before = Upstream.calls(upstream).size();

    Answer first = gateway.post(way.path(), body);
    Answer second = gateway.post(way.path(), body);
    Answer otherForm =
        gateway.post(way.path(), Requests.of(way.path(), way.model(), way + " " + stream, !stream));

    assertThat(Upstream.calls(upstream)).hasSize(before + 3);
    for (Answer answer : List.of(first, second, otherForm)) {
      assertThat(answer.header("cache-status")).doesNotContain("hit");
    }
    assertThat(second.status()).isEqualTo(first.status());
    if (way.passes()) {
      // Clients of the provider's own protocol get what the provider said.
      assertThat(first.status()).isEqualTo(200);
      assertThat(first.text()).contains(ESCAPED);
      return;
    }
    checkUnfinished(first, way, stream);
  }

  private static void checkUnfinished(Answer answer, Way way, boolean stream) {
    if (stream && answer.status() == 200) {
      assertThat(Way.isFinished(answer)).as(answer.text()).isFalse();
      way.checkEnvelope(answer.events().getLast());
      return;
    }
    assertThat(answer.status()).as(answer.text()).isEqualTo(502);
    way.checkEnvelope(answer.json());
  }

  @TestFactory
  Stream<DynamicTest> keepsOnlyResponsesThatAreCompleted() {
    return Stream.of("completed 1", "failed 2", "incomplete 2", "cancelled 2")
        .map(row -> dynamicTest(row, () -> checkStatus(row.split(" ", -1))));
  }

  private void checkStatus(String[] row) {
    String body = "{\"model\":\"gpt-4.1\",\"input\":\"<" + row[0] + ">\"}";
    int before = Upstream.calls(upstream).size();

    Answer first = gateway.post(RESPONSES, body);
    Answer second = gateway.post(RESPONSES, body);

    assertThat(Upstream.calls(upstream)).hasSize(before + Integer.parseInt(row[1]));
    for (Answer answer : List.of(first, second)) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().path("status").asText()).isEqualTo(row[0]);
    }
  }
}
