package dev.cco.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.protocol.openai.DataUrl;
import dev.cco.protocol.openai.Members;
import dev.cco.protocol.openai.OpenAiErrors;
import dev.cco.protocol.openai.Pictures;
import dev.cco.spi.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads an item's content: a string, or parts. Empty text is no block. */
final class PartReader {
  /** What an instruction may hold. */
  static final Set<String> INSTRUCTION = Set.of("input_text");

  /** What the user may say, and a tool answer. */
  static final Set<String> SAID = Set.of("input_text", "input_image", "input_file");

  /** What the assistant said; some clients send their own word for its text. */
  static final Set<String> ANSWER = Set.of("output_text", "refusal", "input_text");

  private PartReader() {}

  /** The content of the member of that name. */
  static List<Block> content(Members item, String name, Set<String> allowed) {
    String pointer = item.at(name);
    JsonNode content = item.required(name);
    if (content.isTextual()) {
      return content.textValue().isEmpty()
          ? List.of()
          : List.of(new Block.Text(content.textValue()));
    }
    if (!content.isArray()) {
      throw Members.wrongType(content, pointer, "a string or an array of parts");
    }
    List<Block> blocks = new ArrayList<>();
    int index = 0;
    for (JsonNode part : content) {
      part(Members.of(part, pointer + "/" + index++), allowed).ifPresent(blocks::add);
    }
    return blocks;
  }

  private static Optional<Block> part(Members part, Set<String> allowed) {
    String type = part.requiredText("type");
    if (!allowed.contains(type)) {
      throw part.faultAt(
          "type",
          "Invalid value for '%s'. Supported values are: %s."
              .formatted(
                  OpenAiErrors.parameter(part.at("type")),
                  String.join(", ", allowed.stream().sorted().map("'%s'"::formatted).toList())));
    }
    return switch (type) {
      case "refusal" -> Optional.of(new Block.Refusal(part.requiredText("refusal")));
      case "input_image" -> Optional.of(new Block.Image(image(part)));
      case "input_file" -> Optional.of(file(part));
      default ->
          Optional.of(part.requiredText("text"))
              .filter(text -> !text.isEmpty())
              .map(Block.Text::new);
    };
  }

  private static Block.Media image(Members part) {
    Optional<String> id = part.text("file_id");
    if (id.isPresent()) {
      return new Block.Media.FileId(id.get());
    }
    return Pictures.read(part.requiredText("image_url"), part.at("image_url"));
  }

  private static Block file(Members part) {
    return new Block.Document(media(part), part.text("filename"), Optional.empty());
  }

  private static Block.Media media(Members part) {
    Optional<String> id = part.text("file_id");
    if (id.isPresent()) {
      return new Block.Media.FileId(id.get());
    }
    Optional<String> url = part.text("file_url");
    if (url.isPresent()) {
      return new Block.Media.Url(Pictures.address(url.get(), part.at("file_url")));
    }
    DataUrl data = DataUrl.parse(part.requiredText("file_data"), part.at("file_data"));
    return new Block.Media.Base64(data.mediaType(), data.base64());
  }
}
