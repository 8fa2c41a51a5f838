package dev.cco.protocol.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.json.Kind;
import dev.cco.protocol.json.Tape;
import dev.cco.spi.Block;
import dev.cco.spi.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads content blocks. What has no place in the conversation is kept whole. */
final class BlockReader {
  private final Fields fields;
  private final Tape tape;
  private final MediaReader media;

  /** What no other protocol has a place for, as names of fields. */
  private final Set<String> lost = new LinkedHashSet<>();

  BlockReader(Fields fields) {
    this.fields = fields;
    this.tape = fields.tape();
    this.media = new MediaReader(fields);
  }

  Set<String> lost() {
    return lost;
  }

  List<Block> blocks(int array) {
    List<Block> blocks = new ArrayList<>();
    for (int node = tape.firstChild(array); node != Tape.NONE; node = tape.next(node)) {
      blocks.addAll(several(fields.object(node)));
    }
    return blocks;
  }

  Block.Text text(int node) {
    int text = fields.required(node, "text");
    String value = fields.string(text);
    if (value.isEmpty()) {
      throw fields.fault(text, "text content blocks must be non-empty");
    }
    fields
        .present(node, "citations")
        .filter(citations -> tape.firstChild(citations) != Tape.NONE)
        .ifPresent(citations -> lost.add("messages.citations"));
    return new Block.Text(value);
  }

  /** A document with pictures in it is its texts and pictures one after the other. */
  private List<Block> several(int node) {
    if (!type(node).equals("document")) {
      return List.of(block(node));
    }
    Optional<Block> document = document(node);
    return document.isPresent() ? List.of(document.get()) : parts(node);
  }

  private List<Block> parts(int document) {
    List<Block> parts = new ArrayList<>();
    String title = fields.optionalString(document, "title").orElse("");
    String context = fields.optionalString(document, "context").orElse("");
    if (!title.isEmpty() || !context.isEmpty()) {
      parts.add(new Block.Text((title + "\n" + context).strip()));
    }
    int content = fields.required(fields.required(document, "source"), "content");
    for (int part = tape.firstChild(content); part != Tape.NONE; part = tape.next(part)) {
      String type = type(part);
      if (!type.equals("text") && !type.equals("image")) {
        throw fields.fault(part, "Input should be a block of type 'text' or 'image'");
      }
      parts.add(block(part));
    }
    return parts;
  }

  private Block block(int node) {
    return switch (type(node)) {
      case "text" -> text(node);
      case "image" -> image(node);
      case "search_result" -> searchResult(node);
      case "tool_use" -> toolUse(node);
      case "tool_result" -> toolResult(node);
      case "thinking" ->
          new Block.Thinking(
              fields.requiredString(node, "thinking"), fields.requiredString(node, "signature"));
      case "redacted_thinking" -> new Block.RedactedThinking(fields.requiredString(node, "data"));
      default -> opaque(node);
    };
  }

  private Block image(int node) {
    fields
        .present(node, "transformations")
        .ifPresent(wish -> lost.add("messages.image.transformations"));
    return new Block.Image(media.image(fields.required(node, "source")));
  }

  private String type(int node) {
    return fields.requiredString(node, "type");
  }

  private Block opaque(int node) {
    return new Block.Opaque(Protocol.MESSAGES, (ObjectNode) tape.tree(node));
  }

  /** A document; empty if it has parts that are not text. */
  private Optional<Block> document(int node) {
    return media
        .document(fields.required(node, "source"))
        .map(
            source ->
                new Block.Document(
                    source,
                    fields.optionalString(node, "title"),
                    fields.optionalString(node, "context"),
                    isCited(node)));
  }

  private boolean isCited(int node) {
    return fields
        .present(node, "citations")
        .flatMap(wish -> fields.optionalBoolean(fields.object(wish), "enabled"))
        .orElse(false);
  }

  /** No other language has search results; a document says the same but for the citations. */
  private Block searchResult(int node) {
    StringBuilder text = new StringBuilder();
    int content = fields.array(fields.required(node, "content"), Integer.MAX_VALUE);
    for (int part = tape.firstChild(content); part != Tape.NONE; part = tape.next(part)) {
      text.append(text.isEmpty() ? "" : "\n").append(fields.requiredString(part, "text"));
    }
    return new Block.Document(
        new Block.Media.PlainText(text.toString()),
        fields.optionalString(node, "title"),
        fields.optionalString(node, "source").map(source -> "Source: " + source),
        isCited(node));
  }

  private Block toolUse(int node) {
    String id = identifier(node, "id");
    int name = fields.required(node, "name");
    ToolReader.checkName(fields, name);
    int input = fields.object(fields.required(node, "input"));
    return new Block.ToolUse(id, tape.string(name), tape.tree(input));
  }

  private Block toolResult(int node) {
    String id = identifier(node, "tool_use_id");
    List<Block> content = fields.present(node, "content").map(this::result).orElse(List.of());
    boolean error = fields.optionalBoolean(node, "is_error").orElse(false);
    return new Block.ToolResult(id, content, error);
  }

  private List<Block> result(int content) {
    if (tape.isString(content)) {
      String text = tape.string(content);
      return text.isEmpty() ? List.of() : List.of(new Block.Text(text));
    }
    if (tape.kind(content) != Kind.ARRAY) {
      throw fields.fault(content, "Input should be a valid string or a list of content blocks");
    }
    List<Block> parts = new ArrayList<>();
    for (int part = tape.firstChild(content); part != Tape.NONE; part = tape.next(part)) {
      resultPart(fields.object(part)).stream()
          .filter(read -> !(read instanceof Block.Text text && text.text().isEmpty()))
          .forEach(parts::add);
    }
    return parts;
  }

  private List<Block> resultPart(int node) {
    return switch (type(node)) {
      // Unlike elsewhere, empty texts are allowed here.
      case "text" -> List.of(new Block.Text(fields.requiredString(node, "text")));
      case "image", "search_result", "document" -> several(node);
      case "tool_reference" ->
          List.of(new Block.Text("Tool available: " + fields.requiredString(node, "tool_name")));
      default -> List.of(new Block.Text(tape.raw(node)));
    };
  }

  private String identifier(int object, String name) {
    int node = fields.required(object, name);
    String id = fields.string(node);
    if (!id.matches("[a-zA-Z0-9_-]+")) {
      throw fields.fault(node, "String should match pattern '^[a-zA-Z0-9_-]+$'");
    }
    return id;
  }
}
