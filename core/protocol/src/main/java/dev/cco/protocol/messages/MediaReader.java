package dev.cco.protocol.messages;

import dev.cco.protocol.json.Tape;
import dev.cco.spi.Block;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the sources of images and documents. Nothing is fetched. */
final class MediaReader {
  private static final Set<String> IMAGES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

  /** 32 MiB decoded. */
  private static final int LONGEST_BASE64 = (32 << 20) / 3 * 4;

  /** Hosts that only mean something inside a network: a provider has no business there. */
  private static final Pattern INNER_HOST =
      Pattern.compile(
          "localhost|.*\\.localhost|(0|10|127)\\..*|169\\.254\\..*|192\\.168\\..*"
              + "|172\\.(1[6-9]|2[0-9]|3[01])\\..*|[0-9]+|0x[0-9a-f]+|\\[.*");

  private static final Pattern ADDRESS =
      Pattern.compile("https?://(?:[^/?#@]*@)?(\\[[^]]*]|[^/?#:]+).*", Pattern.CASE_INSENSITIVE);

  private final Fields fields;
  private final Tape tape;

  MediaReader(Fields fields) {
    this.fields = fields;
    this.tape = fields.tape();
  }

  Block.Media image(int source) {
    int type = fields.required(fields.object(source), "type");
    return switch (fields.string(type)) {
      case "base64" -> base64(source, IMAGES);
      case "url" -> url(source);
      case "file" -> new Block.Media.FileId(fields.requiredString(source, "file_id"));
      default -> throw fields.fault(type, "Input should be 'base64', 'url' or 'file'");
    };
  }

  /** A document's source; empty if it has parts that are not text. */
  Optional<Block.Media> document(int source) {
    int type = fields.required(fields.object(source), "type");
    return switch (fields.string(type)) {
      case "base64" -> Optional.of(base64(source, Set.of("application/pdf")));
      case "text" -> Optional.of(new Block.Media.PlainText(fields.requiredString(source, "data")));
      case "content" -> content(fields.required(source, "content"));
      case "url" -> Optional.of(url(source));
      case "file" -> Optional.of(new Block.Media.FileId(fields.requiredString(source, "file_id")));
      default ->
          throw fields.fault(type, "Input should be 'base64', 'text', 'content', 'url' or 'file'");
    };
  }

  private Optional<Block.Media> content(int content) {
    if (tape.isString(content)) {
      return Optional.of(new Block.Media.PlainText(tape.string(content)));
    }
    StringBuilder text = new StringBuilder();
    fields.array(content, Integer.MAX_VALUE);
    for (int part = tape.firstChild(content); part != Tape.NONE; part = tape.next(part)) {
      if (!tape.isString(fields.required(fields.object(part), "type"), "text")) {
        return Optional.empty();
      }
      text.append(text.isEmpty() ? "" : "\n").append(fields.requiredString(part, "text"));
    }
    return Optional.of(new Block.Media.PlainText(text.toString()));
  }

  private Block.Media base64(int source, Set<String> mediaTypes) {
    int type = fields.required(source, "media_type");
    String mediaType = fields.string(type);
    if (!mediaTypes.contains(mediaType)) {
      throw fields.fault(
          type,
          "Input should be one of " + String.join(", ", mediaTypes.stream().sorted().toList()));
    }
    int data = fields.required(source, "data");
    String base64 = fields.string(data);
    if (base64.isEmpty()) {
      throw fields.fault(data, "the data must not be empty");
    }
    if (base64.length() > LONGEST_BASE64) {
      throw fields.fault(data, "the data must not exceed 32 MiB");
    }
    if (!isBase64(base64)) {
      throw fields.fault(data, "Invalid base64 data");
    }
    return new Block.Media.Base64(mediaType, base64);
  }

  private Block.Media url(int source) {
    int node = fields.required(source, "url");
    String url = fields.string(node);
    var matcher = ADDRESS.matcher(url);
    if (!matcher.matches()) {
      throw fields.fault(node, "Input should be an http or https URL");
    }
    if (INNER_HOST.matcher(matcher.group(1).toLowerCase(java.util.Locale.ROOT)).matches()) {
      throw fields.fault(node, "the URL must be reachable from the internet");
    }
    return new Block.Media.Url(url);
  }

  private static boolean isBase64(String text) {
    int length = text.length();
    int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    if (length % 4 != 0) {
      return false;
    }
    for (int i = 0; i < length - padding; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!letter && !(c >= '0' && c <= '9') && c != '+' && c != '/') {
        return false;
      }
    }
    return true;
  }
}
