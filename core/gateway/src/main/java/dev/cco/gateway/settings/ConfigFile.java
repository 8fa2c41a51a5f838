package dev.cco.gateway.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.cco.gateway.settings.ConfigNode.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a JSON configuration file strictly: UTF-8, at most 1 MiB, no name twice. JSON has no
 * comments, so members whose name begins with {@code _comment} are passed over.
 */
public final class ConfigFile {
  static final int MAX_BYTES = 1 << 20;
  private static final String COMMENT = "_comment";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(32).maxNumberLength(64).build())
          .build();

  private final String file;
  private final Map<String, Integer> lines = new HashMap<>();
  private String field = "";

  private ConfigFile(String file) {
    this.file = file;
  }

  /** What a file says, and where. */
  public record Document(ConfigNode root, ConfigSource source) {}

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read or is not such a document
   */
  public static Document read(Path path) {
    return parse(path.toString(), bytes(path));
  }

  private static byte[] bytes(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new ConfigException(
          new ConfigError(path.toString(), 0, "", "cannot be read: " + e.getMessage()), e);
    }
  }

  static Document parse(String file, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new ConfigException(
          new ConfigError(file, 0, "", "larger than " + MAX_BYTES + " bytes"));
    }
    return new ConfigFile(file).document(decode(file, bytes));
  }

  private static String decode(String file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      throw new ConfigException(new ConfigError(file, line, "", "not UTF-8"));
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private Document document(String text) {
    if (text.isBlank()) {
      throw new ConfigException(new ConfigError(file, 1, "", "empty; the least is {}"));
    }
    try (JsonParser parser = JSON.createParser(text)) {
      return new Document(root(parser), new ConfigSource(file, lines));
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot fail to be read", e);
    }
  }

  private ConfigNode root(JsonParser parser) throws IOException {
    try {
      parser.nextToken();
      ConfigNode root = value(parser);
      if (parser.nextToken() != null) {
        throw refuse(parser, "more follows after the end of the document");
      }
      return root;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String where = path(parser.getParsingContext());
      throw new ConfigException(new ConfigError(file, line, where, e.getOriginalMessage()), e);
    }
  }

  /** The parser looks ahead: where it stumbles, its own context knows more than we do. */
  private static String path(JsonStreamContext context) {
    if (context.inRoot()) {
      return "";
    }
    String parent = path(context.getParent());
    if (context.inArray()) {
      return parent + "[" + context.getCurrentIndex() + "]";
    }
    String name = context.hasCurrentName() ? context.getCurrentName() : "";
    return parent.isEmpty() || name.isEmpty() ? parent + name : parent + "." + name;
  }

  private ConfigNode value(JsonParser parser) throws IOException {
    int line = line(parser);
    String here = field;
    lines.put(here, line);
    Content content = content(parser);
    field = here;
    return new ConfigNode(file, line, here, content);
  }

  private Content content(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return new Content.Members(members(parser));
    }
    if (token == JsonToken.START_ARRAY) {
      return new Content.Items(items(parser));
    }
    if (token == JsonToken.VALUE_STRING) {
      return new Content.Text(parser.getText());
    }
    if (token.isNumeric()) {
      return new Content.Amount(parser.getDecimalValue());
    }
    return token.isBoolean() ? new Content.Flag(parser.getBooleanValue()) : new Content.Nothing();
  }

  private Map<String, ConfigNode> members(JsonParser parser) throws IOException {
    Map<String, ConfigNode> members = new LinkedHashMap<>();
    String parent = field;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      field = parent.isEmpty() ? name : parent + "." + name;
      if (members.containsKey(name)) {
        throw refuse(parser, "is there twice");
      }
      parser.nextToken();
      if (name.startsWith(COMMENT)) {
        parser.skipChildren();
        continue;
      }
      members.put(name, value(parser));
    }
    return members;
  }

  private List<ConfigNode> items(JsonParser parser) throws IOException {
    List<ConfigNode> items = new ArrayList<>();
    String parent = field;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      field = parent + "[" + items.size() + "]";
      items.add(value(parser));
    }
    return items;
  }

  private ConfigException refuse(JsonParser parser, String message) {
    return new ConfigException(new ConfigError(file, line(parser), field, message));
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
