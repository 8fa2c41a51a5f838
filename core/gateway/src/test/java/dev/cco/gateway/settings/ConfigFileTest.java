package dev.cco.gateway.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFileTest {

  @Test
  void knowsTheLineOfEachField() {
    ConfigFile.Document document = parse("{\n \"a\": 1,\n \"b\": [\n  {\"c\": 2}\n ]\n}");

    assertThat(document.source().lines())
        .containsEntry("a", 2)
        .containsEntry("b", 3)
        .containsEntry("b[0].c", 4);
  }

  @Test
  void passesOverComments() {
    ConfigNode root = parse("{\"_comment\": [\"x\"], \"_comment_b\": {\"c\": 1}, \"a\": 1}").root();

    assertThat(root.members()).containsOnlyKeys("a");
  }

  @Test
  void takesAByteOrderMark() {
    assertThat(parse("\uFEFF{\"a\": 1}").root().members()).containsOnlyKeys("a");
  }

  @Test
  void refusesAnEmptyFile() {
    assertThat(refusal("")).isEqualTo(new ConfigError("f.json", 1, "", "empty; the least is {}"));
    assertThat(refusal(" \n\t").message()).startsWith("empty");
  }

  @Test
  void refusesWhatIsNotUtf8AndSaysInWhichLine() {
    byte[] bytes = {'{', '\n', '"', 'a', '"', ':', '\n', '"', (byte) 0xC3, '"', '}'};

    assertThat(refusal(() -> ConfigFile.parse("f.json", bytes)))
        .isEqualTo(new ConfigError("f.json", 3, "", "not UTF-8"));
  }

  @Test
  void refusesACutSequenceAtTheEnd() {
    byte[] bytes = {'{', '}', (byte) 0xE2, (byte) 0x82};

    assertThat(refusal(() -> ConfigFile.parse("f.json", bytes)).message()).isEqualTo("not UTF-8");
  }

  @Test
  void refusesATabInAString() {
    ConfigError error = refusal("{\n \"a\": {\n  \"b\": \"x\ty\"\n }\n}");

    assertThat(error.line()).isEqualTo(3);
    assertThat(error.field()).isEqualTo("a.b");
  }

  @Test
  void refusesABrokenDocument() {
    assertThat(refusal("{\n \"a\": 1,\n}").line()).isEqualTo(3);
    assertThat(refusal("{\"a\": [1, 2").field()).startsWith("a");
    assertThat(refusal("{\"a\": NaN}").field()).isEqualTo("a");
    assertThat(refusal("{\"a\": [{}, {\"b\": [1, x]}]}").field()).isEqualTo("a[1].b[1]");
    assertThat(refusal("{} {}").message()).contains("more follows");
  }

  @Test
  void takesOneMebibyteAndNoByteMore(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large.json");
    Files.writeString(file, "{}" + " ".repeat(ConfigFile.MAX_BYTES - 2));
    assertThat(ConfigFile.read(file).root().members()).isEmpty();

    Files.writeString(file, "{}" + " ".repeat(ConfigFile.MAX_BYTES - 1));
    assertThat(refusal(() -> ConfigFile.read(file)).message()).contains("larger than 1048576");
  }

  @Test
  void refusesADuplicateKeyAtItsSecondPlace() {
    assertThat(refusal("{\n \"a\": 1,\n \"a\": 2\n}"))
        .isEqualTo(new ConfigError("f.json", 3, "a", "is there twice"));
  }

  @Test
  void refusesAnUnknownKey() {
    ConfigNode root = parse("{\n \"rotues\": []\n}").root();

    ConfigError error = refusal(() -> root.only(Set.of("routes", "aliases")));

    assertThat(error)
        .isEqualTo(
            new ConfigError("f.json", 2, "rotues", "unknown; known here: [aliases, routes]"));
  }

  @Test
  void refusesAWrongType() {
    ConfigNode root = parse("{\"a\": null, \"b\": 1, \"c\": \"1\", \"d\": {}, \"e\": true}").root();

    assertThat(refusal(() -> root.required("a").text()).message())
        .isEqualTo("must be a string, not null");
    assertThat(refusal(() -> root.required("b").items()).message())
        .isEqualTo("must be an array, not a number");
    assertThat(refusal(() -> root.required("c").decimal()).message())
        .isEqualTo("must be a number, not a string");
    assertThat(refusal(() -> root.required("d").flag()).message())
        .isEqualTo("must be true or false, not an object");
    assertThat(refusal(() -> root.required("e").members()).message())
        .isEqualTo("must be an object, not true or false");
    assertThat(refusal(() -> root.required("f")).field()).isEqualTo("f");
  }

  @Test
  void holdsNumbersToTheirBounds() {
    ConfigNode root = parse("{\"low\": 0, \"high\": 10, \"half\": 0.5, \"huge\": 1e40}").root();

    assertThat(root.required("low").whole(0, 10)).isZero();
    assertThat(root.required("high").whole(0, 10)).isEqualTo(10);
    assertThat(refusal(() -> root.required("low").whole(1, 10)).message())
        .isEqualTo("must be between 1 and 10");
    assertThat(refusal(() -> root.required("high").whole(0, 9)).message())
        .isEqualTo("must be between 0 and 9");
    assertThat(refusal(() -> root.required("half").whole(0, 1)).message()).contains("whole");
    assertThat(refusal(() -> root.required("huge").decimal()).message()).contains("digits");
  }

  @Test
  void refusesAFileThatCannotBeRead(@TempDir Path folder) {
    ConfigError error = refusal(() -> ConfigFile.read(folder));

    assertThat(error.file()).isEqualTo(folder.toString());
    assertThat(error.message()).startsWith("cannot be read");
  }

  @Test
  void refusesALinkThatLeadsToItself(@TempDir Path folder) throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("loop.json"), Path.of("loop.json"));

    assertThat(refusal(() -> ConfigFile.read(link)).message()).startsWith("cannot be read");
  }

  @Test
  void saysFileLineAndField() {
    assertThat(new ConfigError("a.json", 3, "b[0].c", "missing"))
        .hasToString("a.json:3: b[0].c: missing");
    assertThat(new ConfigError("a.json", 0, "", "gone")).hasToString("a.json: gone");
  }

  private static ConfigFile.Document parse(String text) {
    return ConfigFile.parse("f.json", text.getBytes(UTF_8));
  }

  private static ConfigError refusal(String text) {
    return refusal(() -> parse(text));
  }

  private static ConfigError refusal(ThrowingCallable call) {
    return catchThrowableOfType(ConfigException.class, call).errors().getFirst();
  }
}
