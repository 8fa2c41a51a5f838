package dev.cco.protocol.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.cco.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * OpenAI's own description of its answers. The build is told where the file is by {@code
 * -Dcco.openapi.subset=/path/to/openapi.json}; without it the tests that need it are skipped.
 */
public final class OpenApiSchema {
  private static final String PROPERTY = "cco.openapi.subset";
  private static final String ADDRESS = "https://cco.dev/openapi.json";

  private static final Optional<SchemaRegistry> REGISTRY = load();

  private OpenApiSchema() {}

  /** Skips the test that calls it where no description is at hand. */
  public static void assumePresent() {
    Assumptions.assumeTrue(
        REGISTRY.isPresent(), "the vendor's OpenAPI description is not at hand: -D" + PROPERTY);
  }

  /** Holds a document against {@code components/schemas/<name>}; skips without a description. */
  public static void assertValid(String name, String json) {
    assumePresent();
    assertThat(violations(name, json)).as("%s of %s", name, json).isEmpty();
  }

  /** Holds a document against {@code components/schemas/<name>}; skips without a description. */
  public static void assertValid(String name, JsonNode json) {
    assertValid(name, Json.text(json));
  }

  /** What is wrong with a document, in the validator's words. */
  public static List<String> violations(String name, String json) {
    JsonNode document = Json.parse(json).orElseThrow(() -> new AssertionError("not JSON: " + json));
    return schema(name).validate(document).stream().map(Error::toString).toList();
  }

  private static Schema schema(String name) {
    return REGISTRY
        .orElseThrow()
        .getSchema(SchemaLocation.of(ADDRESS + "#/components/schemas/" + name));
  }

  private static Optional<SchemaRegistry> load() {
    String path = System.getProperty(PROPERTY, "");
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try {
      String text = Nullable.spelledOut(Files.readString(Path.of(path)));
      // Not as OpenAPI: its discriminators go by the schemas' names, which the vendor does not hold
      // to.
      return Optional.of(
          SchemaRegistry.withDefaultDialect(
              Dialects.getDraft202012(), registry -> registry.schemas(Map.of(ADDRESS, text))));
    } catch (IOException e) {
      throw new UncheckedIOException("-D" + PROPERTY + " names no file that can be read", e);
    }
  }
}
