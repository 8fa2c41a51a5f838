package dev.cco.protocol.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.openai.DataUrl;
import dev.cco.protocol.openai.Members;
import dev.cco.protocol.openai.OpenAiErrors;
import dev.cco.protocol.openai.Pictures;
import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a message's content: a string, or parts. Empty text is no block. */
final class PartReader {
  /** The parts that a role may have. */
  enum Allowed {
    TEXT,
    RESULT,
    ANSWER,
    ANY
  }

  private PartReader() {}

  static List<Block> content(Members message, Allowed allowed) {
    String pointer = message.at("content");
    JsonNode content = message.node().path("content");
    if (content.isTextual()) {
      return content.textValue().isEmpty()
          ? List.of()
          : List.of(new Block.Text(content.textValue()));
    }
    if (!content.isArray()) {
      throw Members.wrongType(content, pointer, "a string or an array of parts");
    }
    if (content.isEmpty() && (allowed == Allowed.ANY || allowed == Allowed.TEXT)) {
      throw Members.fault(
          pointer,
          "Invalid '%s': empty array. Expected at least one part."
              .formatted(OpenAiErrors.parameter(pointer)));
    }
    List<Block> blocks = new ArrayList<>();
    int index = 0;
    for (JsonNode part : content) {
      part(Members.of(part, pointer + "/" + index++), allowed).ifPresent(blocks::add);
    }
    return blocks;
  }

  private static Optional<Block> part(Members part, Allowed allowed) {
    String type = part.requiredText("type");
    if (!isAllowed(type, allowed)) {
      throw part.faultAt(
          "type",
          "Invalid value for '%s': this kind of part cannot stand here."
              .formatted(OpenAiErrors.parameter(part.at("type"))));
    }
    return switch (type) {
      case "text" ->
          Optional.of(part.requiredText("text"))
              .filter(text -> !text.isEmpty())
              .map(Block.Text::new);
      case "refusal" -> Optional.of(new Block.Refusal(part.requiredText("refusal")));
      case "image_url" -> Optional.of(image(part));
      case "file" -> Optional.of(file(part));
      case "input_audio" -> Optional.of(audio(part));
      default -> throw unknown(part);
    };
  }

  private static boolean isAllowed(String type, Allowed allowed) {
    return switch (allowed) {
      case TEXT -> type.equals("text");
      case ANSWER -> type.equals("text") || type.equals("refusal");
      // OpenAI takes text only here; pictures in results are common with other servers.
      case RESULT -> type.equals("text") || type.equals("image_url");
      case ANY -> !type.equals("refusal");
    };
  }

  private static CallerFault unknown(Members part) {
    return part.faultAt(
        "type",
        "Invalid value for '%s'. Supported values are: 'text', 'image_url', 'input_audio', and"
                .formatted(OpenAiErrors.parameter(part.at("type")))
            + " 'file'.");
  }

  private static Block image(Members part) {
    JsonNode given = part.required("image_url");
    // Some clients send the address itself in place of the object.
    String url =
        given.isTextual()
            ? given.textValue()
            : Members.of(given, part.at("image_url")).requiredText("url");
    String pointer = part.at("image_url") + (given.isTextual() ? "" : "/url");
    return new Block.Image(Pictures.read(url, pointer));
  }

  private static Block file(Members part) {
    Members file = Members.of(part.required("file"), part.at("file"));
    Optional<String> title = file.text("filename");
    Optional<String> id = file.text("file_id");
    if (id.isPresent()) {
      return new Block.Document(new Block.Media.FileId(id.get()), title, Optional.empty());
    }
    DataUrl data = DataUrl.parse(file.requiredText("file_data"), file.at("file_data"));
    return new Block.Document(
        new Block.Media.Base64(data.mediaType(), data.base64()), title, Optional.empty());
  }

  private static Block audio(Members part) {
    Members.of(part.required("input_audio"), part.at("input_audio")).requiredText("data");
    return new Block.Opaque(Protocol.CHAT, (ObjectNode) part.node());
  }
}
