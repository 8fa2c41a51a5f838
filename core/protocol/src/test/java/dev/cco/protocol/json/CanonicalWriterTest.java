package dev.cco.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalWriterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"b\":2} | { \"b\" : 2 , \"a\" : 1 }",
        "{\"a\":1}         | {\"a\":1.0}",
        "{\"a\":1}         | {\"a\":1e0}",
        "{\"a\":1}         | {\"a\":10E-1}",
        "{\"a\":100}       | {\"a\":1e2}",
        "{\"a\":0}         | {\"a\":-0}",
        "{\"a\":0}         | {\"a\":-0.0}",
        "{\"a\":0}         | {\"a\":0e5}",
        "{\"a\":0.7}       | {\"a\":0.70}",
        "{\"a\":1e-7}      | {\"a\":0.0000001}",
        "{\"a\":1e300}     | {\"a\":10e299}",
        "{\"a\":\"é\"}     | {\"a\":\"\\u00e9\"}",
        "{\"a\":\"é\"}     | {\"a\":\"\\u00E9\"}",
        "{\"a\":\"😀\"}    | {\"a\":\"\\ud83d\\ude00\"}",
        "{\"a\":\"/\"}     | {\"a\":\"\\/\"}",
        "{\"a\":\"\\n\"}   | {\"a\":\"\\u000a\"}",
        "{\"a\":\"\\\"\"}  | {\"a\":\"\\u0022\"}",
        "{\"a\":\"\\\\n\"} | {\"a\":\"\\u005cn\"}",
        "{\"é\":1,\"z\":2} | {\"z\":2,\"\\u00e9\":1}"
      })
  void writesEqualValuesAlike(String one, String other) throws IOException {
    assertThat(canonical(one)).isEqualTo(canonical(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":[1,2]}     | {\"a\":[2,1]}",
        "{\"a\":1}         | {\"a\":\"1\"}",
        "{\"a\":1}         | {\"a\":1.0000000000000000001}",
        "{\"a\":9007199254740993} | {\"a\":9007199254740992}",
        "{\"a\":0.1}       | {\"a\":0.10000000000000001}",
        "{\"a\":null}      | {}",
        "{\"a\":true}      | {\"a\":\"true\"}",
        "{\"a\":\"\"}      | {\"a\":\" \"}",
        "{\"a\":\"é\"}     | {\"a\":\"e\u0301\"}",
        "{\"a\":\"\\n\"}   | {\"a\":\"\\\\n\"}",
        "{\"a\":{\"b\":1}} | {\"a\":[\"b\",1]}",
        "{\"a\":[[],1]}    | {\"a\":[[1]]}",
        "{\"a\":1e300}     | {\"a\":1e301}",
        "{\"A\":1}         | {\"a\":1}"
      })
  void writesDifferentValuesDifferently(String one, String other) throws IOException {
    assertThat(canonical(one)).isNotEqualTo(canonical(other));
  }

  /** Strings are looked through eight bytes at a time. */
  @Test
  void writesEscapesAlikeWhereverTheyStand() throws IOException {
    for (int before = 0; before < 20; before++) {
      for (int between = 0; between < 20; between++) {
        String a = "a".repeat(before);
        String b = "b".repeat(between);
        String plain = "{\"a\":\"" + a + "\\n" + b + "/" + a + "\\\\" + b + "é\\n\"}";

        assertThat(canonical(plain)).isEqualTo(plain);
        assertThat(canonical(plain.replace("/", "\\/"))).isEqualTo(plain);
        assertThat(canonical(plain.replace("é", "\\u00e9"))).isEqualTo(plain);
        assertThat(canonical(plain.replace("é\\n", "é\\u000a"))).isEqualTo(plain);
      }
    }
  }

  @Test
  void sortsMembersByCodePoints() throws IOException {
    assertThat(canonical("{\"\ud83d\ude00\":1,\"\uffee\":2,\"b\":3,\"\":4,\"a\\u0000\":5,\"a\":6}"))
        .isEqualTo("{\"\":4,\"a\":6,\"a\\u0000\":5,\"b\":3,\"\uffee\":2,\"\ud83d\ude00\":1}");
  }

  @Test
  void sortsManyMembersAsItSortsFew() throws IOException {
    String members =
        IntStream.range(0, 100)
            .mapToObj(i -> "\"k" + (199 - i) + "\":0")
            .collect(Collectors.joining(","));
    String sorted =
        IntStream.range(100, 200)
            .mapToObj(i -> "\"k" + i + "\":0")
            .collect(Collectors.joining(","));

    assertThat(canonical("{" + members + "}")).isEqualTo("{" + sorted + "}");
  }

  @Test
  void leavesOutWhatItIsTold() throws IOException {
    Tape tape = Tape.scan("{\"a\":[1,2,3],\"b\":{\"c\":1},\"d\":1}".getBytes(UTF_8));
    int array = tape.member(tape.root(), "a");
    int object = tape.member(tape.root(), "b");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new CanonicalWriter(tape, out, node -> node == object || node == array + 1).write(tape.root());

    assertThat(out.toString(UTF_8)).isEqualTo("{\"a\":[2,3],\"d\":1}");
  }

  @Test
  void writesLongTextsWhole() throws IOException {
    String text = "é\n".repeat(10_000);
    String body = "{\"a\":" + Edits.quote(text) + ",\"b\":[" + "1,".repeat(9000) + "1]}";

    String written = canonical(body);

    assertThat(written).isEqualTo(body);
  }

  @Test
  void editsNothingButWhatItIsTold() {
    Tape tape = Tape.scan("{ \"model\" : \"a\", \"x\":{} ,\"y\":[ 1 ]}".getBytes(UTF_8));

    byte[] edited =
        new Edits(tape)
            .insert(tape.root(), "z", "true")
            .insert(tape.member(tape.root(), "x"), "q\"", "1")
            .replace(tape.member(tape.root(), "model"), Edits.quote("b\n"))
            .apply();

    assertThat(new String(edited, UTF_8))
        .isEqualTo("{ \"model\" : \"b\\n\", \"x\":{\"q\\\"\":1} ,\"y\":[ 1 ],\"z\":true}");
    assertThat(new Edits(tape).apply()).isSameAs(tape.bytes());
  }

  @Test
  void keepsWhatItWrites() throws IOException {
    String body = "{\"a\":[1.50,\"\\u0001\\/\",{\"c\":null,\"b\":[]}]}";

    JsonNode written = Json.parse(canonical(body)).orElseThrow();

    assertThat(written.toString()).isEqualTo("{\"a\":[1.5,\"\\u0001/\",{\"b\":[],\"c\":null}]}");
  }

  static String canonical(String body) throws IOException {
    Tape tape = Tape.scan(body.getBytes(UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new CanonicalWriter(tape, out, node -> false).write(tape.root());
    return out.toString(UTF_8);
  }
}
