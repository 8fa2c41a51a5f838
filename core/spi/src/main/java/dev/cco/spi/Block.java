package dev.cco.spi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** A piece of content in a turn. The trees inside are never changed after construction. */
public sealed interface Block {

  /** Plain text. */
  record Text(String text) implements Block {}

  /** A picture. */
  record Image(Media media) implements Block {}

  /**
   * A document such as a PDF or a text file.
   *
   * @param citations whether the answer shall cite it
   */
  record Document(Media media, Optional<String> title, Optional<String> context, boolean citations)
      implements Block {
    /** A document that is not to be cited. */
    public Document(Media media, Optional<String> title, Optional<String> context) {
      this(media, title, context, false);
    }
  }

  /**
   * The assistant's call of a tool.
   *
   * @param id the call's id, kept byte for byte between the provider and the client
   * @param input the arguments, a JSON object
   */
  record ToolUse(String id, String name, JsonNode input) implements Block {}

  /** What a tool answered; {@code content} holds text, images and documents only. */
  record ToolResult(String toolUseId, List<Block> content, boolean error) implements Block {
    public ToolResult {
      content = List.copyOf(content);
    }
  }

  /** The assistant's reasoning; the signature is opaque, and empty where the provider has none. */
  record Thinking(String text, String signature) implements Block {}

  /** Reasoning that only its provider can read. */
  record RedactedThinking(String data) implements Block {}

  /** A refusal in words, which one protocol keeps apart from text. */
  record Refusal(String text) implements Block {}

  /** A block that only the protocol it came in knows, whole. */
  record Opaque(Protocol protocol, ObjectNode json) implements Block {}

  /** Where the bytes of an image or a document are. */
  sealed interface Media {
    /** Inline bytes, base64 without line ends. */
    record Base64(String mediaType, String data) implements Media {}

    /** An address that the provider fetches; the gateway never does. */
    record Url(String url) implements Media {}

    /** A file kept by the provider. */
    record FileId(String id) implements Media {}

    /** Inline text. */
    record PlainText(String text) implements Media {}
  }
}
