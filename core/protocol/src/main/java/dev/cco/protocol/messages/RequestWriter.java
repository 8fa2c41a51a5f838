package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.Translation;
import dev.cco.protocol.json.Json;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Model;
import dev.cco.spi.OutputFormat;
import dev.cco.spi.Protocol;
import dev.cco.spi.Sampling;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A conversation as a request to a provider. Of one request, used by one thread. */
final class RequestWriter {
  private static final int DEFAULT_MAX_TOKENS = 4096;
  private static final int LONGEST_USER = 256;

  private final Conversation conversation;
  private final Model model;
  private final Set<String> dropped = new LinkedHashSet<>();
  private final ObjectNode body = Json.object();
  private final Optional<AnswerTool> answerTool;

  RequestWriter(Conversation conversation, Model model) {
    this.conversation = conversation;
    this.model = model;
    this.answerTool = AnswerTool.of(conversation, model);
  }

  Translation write() {
    ReasoningWriter reasoning = new ReasoningWriter(conversation, model, maxTokens(), dropped);
    body.put("model", conversation.model());
    body.put("max_tokens", reasoning.maxTokens());
    TurnWriter turns = new TurnWriter(conversation, model, dropped);
    ArrayNode messages = turns.write();
    system(turns.leadingSystem());
    body.set("messages", messages);
    ToolWriter tools = new ToolWriter(conversation, answerTool, dropped);
    tools.write(body, reasoning.forbidsForcedTools());
    reasoning.write(body);
    sampling(reasoning.isThinking());
    stops();
    format();
    conversation.user().ifPresent(user -> body.putObject("metadata").put("user_id", user(user)));
    extras();
    if (conversation.stream()) {
      body.put("stream", true);
    }
    return new Translation(Json.bytes(body), new ArrayList<>(dropped));
  }

  private int maxTokens() {
    int wanted = conversation.maxTokens().or(model::maxOutput).orElse(DEFAULT_MAX_TOKENS);
    return model.maxOutput().map(most -> Math.min(most, wanted)).orElse(wanted);
  }

  private void system(List<Block> leading) {
    List<String> texts = new ArrayList<>();
    for (List<Block> blocks : List.of(conversation.system(), leading)) {
      for (Block block : blocks) {
        if (block instanceof Block.Text text && !text.text().isBlank()) {
          texts.add(text.text());
        } else if (!(block instanceof Block.Text)) {
          dropped.add("system." + BlockWriter.name(block));
        }
      }
    }
    formatHint().ifPresent(texts::add);
    if (texts.size() == 1) {
      body.put("system", texts.getFirst());
    } else if (!texts.isEmpty()) {
      ArrayNode blocks = body.putArray("system");
      texts.forEach(text -> blocks.addObject().put("type", "text").put("text", text));
    }
  }

  /** What can only be asked for in words. */
  private Optional<String> formatHint() {
    if (conversation.format().isEmpty()) {
      return Optional.empty();
    }
    return switch (conversation.format().get()) {
      case OutputFormat.JsonObject object ->
          Optional.of("Answer with a single JSON object and nothing else.");
      case OutputFormat.JsonSchema schema -> schemaHint(schema);
    };
  }

  private Optional<String> schemaHint(OutputFormat.JsonSchema schema) {
    if (model.traits().structuredOutput()) {
      return Optional.empty();
    }
    if (answerTool.isPresent()) {
      return Optional.of("Give your answer by calling the tool " + AnswerTool.NAME + ".");
    }
    dropped.add(formatName());
    return Optional.of(
        "Answer with a single JSON value and nothing else. It must match this JSON schema:\n"
            + Json.text(schema.schema()));
  }

  private void format() {
    if (model.traits().structuredOutput()
        && conversation.format().orElse(null) instanceof OutputFormat.JsonSchema schema) {
      ObjectNode format = body.withObject("/output_config").putObject("format");
      format.put("type", "json_schema");
      boolean asWritten = conversation.origin() == Protocol.MESSAGES;
      format.set("schema", asWritten ? schema.schema() : StrictSchema.of(schema.schema()));
    }
  }

  private String formatName() {
    return conversation.origin() == Protocol.MESSAGES ? "output_config.format" : "response_format";
  }

  private void sampling(boolean thinking) {
    Sampling sampling = conversation.sampling();
    boolean accepted = model.traits().sampling() && !thinking;
    sampling.presencePenalty().ifPresent(value -> dropped.add("presence_penalty"));
    sampling.frequencyPenalty().ifPresent(value -> dropped.add("frequency_penalty"));
    sampling.seed().ifPresent(value -> dropped.add("seed"));
    if (!accepted) {
      sampling.temperature().ifPresent(value -> dropped.add("temperature"));
      sampling.topP().ifPresent(value -> dropped.add("top_p"));
      sampling.topK().ifPresent(value -> dropped.add("top_k"));
      return;
    }
    sampling.temperature().ifPresent(value -> body.put("temperature", value.min(BigDecimal.ONE)));
    if (sampling.temperature().isPresent()) {
      // Newer models refuse both together.
      sampling.topP().ifPresent(value -> dropped.add("top_p"));
    } else {
      sampling.topP().ifPresent(value -> body.put("top_p", value));
    }
    sampling.topK().ifPresent(value -> body.put("top_k", value));
  }

  private void stops() {
    ArrayNode stops = Json.array();
    for (String stop : conversation.stop()) {
      if (stop.isBlank()) {
        dropped.add(conversation.origin() == Protocol.MESSAGES ? "stop_sequences" : "stop");
      } else {
        stops.add(stop);
      }
    }
    if (!stops.isEmpty()) {
      body.set("stop_sequences", stops);
    }
  }

  private void extras() {
    conversation
        .extras()
        .forEach(
            (name, value) -> {
              if (name.contains(".")) {
                dropped.add(name);
              } else if (conversation.origin() == Protocol.MESSAGES) {
                extra(name, value);
              } else if (name.equals("service_tier") && !tier(value).isEmpty()) {
                body.put("service_tier", tier(value));
              } else {
                dropped.add(name);
              }
            });
  }

  private void extra(String name, JsonNode value) {
    if (body.path(name) instanceof ObjectNode begun && value instanceof ObjectNode rest) {
      begun.setAll(rest);
    } else {
      body.set(name, value);
    }
  }

  private static String tier(JsonNode value) {
    return switch (value.asText("")) {
      case "auto" -> "auto";
      case "default" -> "standard_only";
      default -> "";
    };
  }

  /** The end user's name; a hash of it where it is longer than the provider takes. */
  private static String user(String user) {
    if (user.length() <= LONGEST_USER) {
      return user;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(user.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
