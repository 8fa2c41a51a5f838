package dev.cco.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.spi.CallerFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Comparator;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TapePropertiesTest {
  /** Numbers by their value, all else as it is. */
  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? a.decimalValue().compareTo(b.decimalValue())
              : a.equals(b) ? 0 : 1;

  @Property(tries = 500)
  void readsWhatJacksonReads(@ForAll long seed, @ForAll boolean pretty) {
    ObjectNode document = new RandomDocument(seed).object();
    byte[] bytes = (pretty ? document.toPrettyString() : document.toString()).getBytes(UTF_8);

    Tape tape = Tape.scan(bytes);

    check(tape, tape.root(), document, "");
  }

  @Property(tries = 500)
  void writesCanonicallyWhatIsTheSameWhenReadBack(@ForAll long seed) throws IOException {
    ObjectNode document = new RandomDocument(seed).object();

    String once = CanonicalWriterTest.canonical(document.toPrettyString());

    assertThat(Json.parse(once).orElseThrow().equals(BY_VALUE, document)).isTrue();
    assertThat(CanonicalWriterTest.canonical(once)).isEqualTo(once);
  }

  @Property(tries = 5000)
  void takesExactlyTheJsonInUtf8(@ForAll long seed, @ForAll int where, @ForAll byte what) {
    byte[] bytes = new RandomDocument(seed).object().toString().getBytes(UTF_8);
    // Exponents of four digits are the one thing that Jackson takes and we do not.
    Assume.that(what != 'e' && what != 'E');
    bytes[Math.floorMod(where, bytes.length)] = what;

    boolean taken = taken(bytes);

    assertThat(taken)
        .isEqualTo(isUtf8(bytes) && Json.parse(bytes).filter(JsonNode::isObject).isPresent());
  }

  private static boolean taken(byte[] bytes) {
    try {
      Tape.scan(bytes);
      return true;
    } catch (CallerFault refused) {
      assertThat(refused.status()).isEqualTo(400);
      return false;
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).remaining() >= 0;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  private static void check(Tape tape, int node, JsonNode expected, String pointer) {
    assertThat(tape.tree(node).equals(BY_VALUE, expected)).as(pointer).isTrue();
    assertThat(tape.pointer(node)).isEqualTo(pointer);
    assertThat(tape.size(node)).isEqualTo(expected.size());
    if (expected.isTextual()) {
      assertThat(tape.string(node)).isEqualTo(expected.textValue());
    }
    int child = tape.firstChild(node);
    if (expected.isObject()) {
      for (Map.Entry<String, JsonNode> member : expected.properties()) {
        assertThat(tape.key(child)).isEqualTo(member.getKey());
        assertThat(tape.member(node, member.getKey())).isEqualTo(child);
        check(tape, child, member.getValue(), pointer + "/" + Tape.escapePointer(member.getKey()));
        child = tape.next(child);
      }
    }
    for (int i = 0; expected.isArray() && i < expected.size(); i++) {
      check(tape, child, expected.get(i), pointer + "/" + i);
      child = tape.next(child);
    }
    assertThat(child).isEqualTo(Tape.NONE);
  }
}
