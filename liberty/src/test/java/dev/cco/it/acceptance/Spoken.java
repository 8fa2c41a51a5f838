package dev.cco.it.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What an upstream says, in the protocol of the path it is asked on ({@code /v1/messages}, {@code
 * /v1/chat/completions} or {@code /api/chat}), plain or streamed as the request wants it.
 *
 * @param words the answer's text, a stream's delta each
 * @param call a tool call after the text; none if its name is empty
 */
public record Spoken(List<String> words, Call call, long inputTokens, long outputTokens) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicLong IDS = new AtomicLong();

  /** A call of a tool; the arguments are a JSON object. */
  public record Call(String id, String name, String arguments) {
    static final Call NONE = new Call("", "", "{}");
  }

  public Spoken {
    words = List.copyOf(words);
  }

  /** Text that is streamed word by word. */
  public static Spoken text(String text, long inputTokens, long outputTokens) {
    return new Spoken(List.of(text.split("(?<= )")), Call.NONE, inputTokens, outputTokens);
  }

  public Spoken calling(String id, String name, String arguments) {
    return new Spoken(words, new Call(id, name, arguments), inputTokens, outputTokens);
  }

  /** The model a request asks for. */
  public static String model(Received request) {
    return Answer.parse(request.text()).path("model").asText();
  }

  /** The whole answer. */
  public Reply to(Received request) {
    if (!streams(request)) {
      return Reply.json(200, plain(request).toString(), "request-id: req_upstream");
    }
    Reply reply = head(request);
    for (String piece : pieces(request)) {
      reply = reply.piece(piece);
    }
    return reply.end();
  }

  /** The head of a stream; the pieces and the end are the caller's to send. */
  static Reply head(Received request) {
    boolean lines = request.path().startsWith("/api/");
    return Reply.chunked(200, lines ? "application/x-ndjson" : "text/event-stream");
  }

  /** A stream's events as they go over the wire, each complete. */
  public List<String> pieces(Received request) {
    if (request.path().startsWith("/v1/messages")) {
      return messagesEvents(request);
    }
    return request.path().startsWith("/v1/chat") ? chatEvents(request) : ollamaLines(request);
  }

  private static boolean streams(Received request) {
    JsonNode body = Answer.parse(request.text());
    // Ollama streams unless told otherwise.
    return body.path("stream").asBoolean(request.path().startsWith("/api/"));
  }

  private ObjectNode plain(Received request) {
    if (request.path().startsWith("/v1/messages")) {
      return messagesPlain(request);
    }
    if (request.path().startsWith("/v1/chat")) {
      return chatPlain(request);
    }
    return ollamaLine(request, String.join("", words), true);
  }

  private boolean calls() {
    return !call.name().isEmpty();
  }

  private ObjectNode messagesPlain(Received request) {
    ObjectNode message = message(request);
    var content = message.putArray("content");
    content.addObject().put("type", "text").put("text", String.join("", words));
    if (calls()) {
      content.add(toolUse().set("input", Answer.parse(call.arguments())));
    }
    message.put("stop_reason", calls() ? "tool_use" : "end_turn");
    ObjectNode usage = message.putObject("usage");
    usage.put("input_tokens", inputTokens).put("output_tokens", outputTokens);
    return message;
  }

  private static ObjectNode message(Received request) {
    ObjectNode message = JSON.createObjectNode();
    message.put("id", "msg_upstream_" + IDS.incrementAndGet()).put("type", "message");
    message.put("role", "assistant").put("model", model(request));
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    return message;
  }

  private ObjectNode toolUse() {
    ObjectNode block = JSON.createObjectNode();
    return block.put("type", "tool_use").put("id", call.id()).put("name", call.name());
  }

  private List<String> messagesEvents(Received request) {
    var events = new ArrayList<String>();
    ObjectNode start = typed("message_start");
    ObjectNode message = message(request);
    message.putObject("usage").put("input_tokens", inputTokens).put("output_tokens", 1);
    events.add(event(start.set("message", message)));
    ObjectNode text = typed("text").put("text", "");
    events.add(event(indexed("content_block_start", 0).set("content_block", text)));
    for (String word : words) {
      events.add(delta(0, typed("text_delta").put("text", word)));
    }
    events.add(event(indexed("content_block_stop", 0)));
    if (calls()) {
      ObjectNode block = toolUse();
      block.putObject("input");
      events.add(event(indexed("content_block_start", 1).set("content_block", block)));
      for (String piece : call.arguments().split("(?<=,)", -1)) {
        events.add(delta(1, typed("input_json_delta").put("partial_json", piece)));
      }
      events.add(event(indexed("content_block_stop", 1)));
    }
    ObjectNode end = typed("message_delta");
    end.putObject("delta")
        .put("stop_reason", calls() ? "tool_use" : "end_turn")
        .putNull("stop_sequence");
    end.putObject("usage").put("output_tokens", outputTokens);
    events.add(event(end));
    events.add(event(typed("message_stop")));
    return events;
  }

  private static ObjectNode typed(String type) {
    return JSON.createObjectNode().put("type", type);
  }

  private static ObjectNode indexed(String type, int index) {
    return typed(type).put("index", index);
  }

  private static String delta(int index, ObjectNode delta) {
    return event(indexed("content_block_delta", index).set("delta", delta));
  }

  private static String event(JsonNode data) {
    return "event: " + data.path("type").asText() + "\ndata: " + data + "\n\n";
  }

  private ObjectNode chatPlain(Received request) {
    ObjectNode completion = chat(request, "chat.completion", IDS.incrementAndGet());
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", String.join("", words)).putNull("refusal");
    if (calls()) {
      ObjectNode made = message.putArray("tool_calls").addObject();
      made.put("id", call.id()).put("type", "function");
      made.putObject("function").put("name", call.name()).put("arguments", call.arguments());
    }
    choice.putNull("logprobs").put("finish_reason", calls() ? "tool_calls" : "stop");
    completion.set("usage", chatUsage());
    return completion;
  }

  private static ObjectNode chat(Received request, String object, long id) {
    ObjectNode node = JSON.createObjectNode().put("id", "chatcmpl-upstream-" + id);
    return node.put("object", object).put("created", 1_790_000_000L).put("model", model(request));
  }

  private ObjectNode chatUsage() {
    ObjectNode usage = JSON.createObjectNode().put("prompt_tokens", inputTokens);
    usage.put("completion_tokens", outputTokens);
    return usage.put("total_tokens", inputTokens + outputTokens);
  }

  private List<String> chatEvents(Received request) {
    var events = new ArrayList<String>();
    long id = IDS.incrementAndGet();
    events.add(chunk(request, id, "{\"role\":\"assistant\",\"content\":\"\"}", ""));
    for (String word : words) {
      events.add(chunk(request, id, JSON.createObjectNode().put("content", word).toString(), ""));
    }
    if (calls()) {
      ObjectNode delta = JSON.createObjectNode();
      ObjectNode made = delta.putArray("tool_calls").addObject().put("index", 0);
      made.put("id", call.id()).put("type", "function");
      made.putObject("function").put("name", call.name()).put("arguments", "");
      events.add(chunk(request, id, delta.toString(), ""));
      for (String piece : call.arguments().split("(?<=,)", -1)) {
        ObjectNode more = JSON.createObjectNode();
        more.putArray("tool_calls")
            .addObject()
            .put("index", 0)
            .putObject("function")
            .put("arguments", piece);
        events.add(chunk(request, id, more.toString(), ""));
      }
    }
    events.add(chunk(request, id, "{}", calls() ? "tool_calls" : "stop"));
    if (Answer.parse(request.text()).path("stream_options").path("include_usage").asBoolean()) {
      ObjectNode last = chat(request, "chat.completion.chunk", id);
      last.putArray("choices");
      last.set("usage", chatUsage());
      events.add("data: " + last + "\n\n");
    }
    events.add("data: [DONE]\n\n");
    return events;
  }

  private static String chunk(Received request, long id, String delta, String finish) {
    ObjectNode chunk = chat(request, "chat.completion.chunk", id);
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", Answer.parse(delta));
    if (finish.isEmpty()) {
      choice.putNull("finish_reason");
    } else {
      choice.put("finish_reason", finish);
    }
    return "data: " + chunk + "\n\n";
  }

  private List<String> ollamaLines(Received request) {
    var lines = new ArrayList<String>();
    words.forEach(word -> lines.add(ollamaLine(request, word, false) + "\n"));
    lines.add(ollamaLine(request, "", true) + "\n");
    return lines;
  }

  private ObjectNode ollamaLine(Received request, String text, boolean done) {
    ObjectNode line = JSON.createObjectNode().put("model", model(request));
    line.put("created_at", "2026-11-21T10:00:00.000000Z");
    ObjectNode message = line.putObject("message").put("role", "assistant").put("content", text);
    if (done && calls()) {
      ObjectNode function = message.putArray("tool_calls").addObject().putObject("function");
      function.put("name", call.name()).set("arguments", Answer.parse(call.arguments()));
    }
    line.put("done", done);
    if (done) {
      line.put("done_reason", "stop").put("total_duration", 1_000_000);
      line.put("prompt_eval_count", inputTokens).put("eval_count", outputTokens);
    }
    return line;
  }
}
