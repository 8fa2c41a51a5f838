package dev.cco.protocol.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.Dialect;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Model;
import dev.cco.spi.Reasoning.Mode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random requests, said in the other protocol and back, keep what the mapping says is kept. */
class RequestRoundTripTest {
  private static final int CASES = 10_000;
  private static final Dialect MESSAGES = new MessagesDialect();
  private static final Dialect CHAT = new ChatDialect();

  /** Takes everything; described, because nothing is known of a model that is not. */
  private static final Model MODEL =
      new Model(
          "m",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(64_000),
          Optional.empty(),
          new Model.Traits(true, true, true, Set.of(Mode.ADAPTIVE, Mode.DISABLED), true));

  @Property(tries = CASES)
  void keepsWhatAMessagesRequestSays(@ForAll long seed) {
    ObjectNode request = RandomMessagesRequest.of(seed);

    JsonNode back = thereAndBack(request, MESSAGES, CHAT);

    check(request, MessagesShape.of(back), KeptOfMessages.of(request));
  }

  private static JsonNode thereAndBack(JsonNode request, Dialect own, Dialect other) {
    byte[] there = translated(Json.bytes(request), own, other);
    return Json.parse(translated(there, other, own)).orElseThrow();
  }

  private static byte[] translated(byte[] request, Dialect from, Dialect to) {
    return to.writeRequest(from.readRequest(Tape.scan(request)), MODEL).body();
  }

  /** Compares member by member, so that a difference shows without all that is equal. */
  private static void check(ObjectNode request, ObjectNode actual, ObjectNode expected) {
    Set<String> names = new TreeSet<>();
    actual.fieldNames().forEachRemaining(names::add);
    expected.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (!actual.path(name).equals(expected.path(name))) {
        assertThat(sorted(actual.path(name)).toPrettyString())
            .as(() -> name + " of " + Json.text(request))
            .isEqualTo(sorted(expected.path(name)).toPrettyString());
      }
    }
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isArray()) {
      ArrayNode array = Json.array();
      node.forEach(item -> array.add(sorted(item)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode object = Json.object();
    node.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(member -> object.set(member.getKey(), sorted(member.getValue())));
    return object;
  }
}
