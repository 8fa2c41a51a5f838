package dev.cco.protocol.translation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.protocol.Dialect;
import dev.cco.protocol.HeaderFacts;
import dev.cco.protocol.chat.ChatDialect;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.json.Tape;
import dev.cco.protocol.messages.MessagesDialect;
import dev.cco.spi.Model;
import dev.cco.spi.Reasoning.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
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

  @Property(tries = CASES)
  void keepsWhatAChatRequestSays(@ForAll long seed) {
    ObjectNode request = RandomChatRequest.of(seed);

    JsonNode back = thereAndBack(request, CHAT, MESSAGES);

    ObjectNode actual = ChatShape.of(back);
    if (request.has("functions")) {
      // Of the deprecated functions one is called at most, which tools may be told.
      actual.remove("parallel_tool_calls");
      if (actual.path("tool_choice").asText().equals("auto")) {
        actual.remove("tool_choice");
      }
    }
    check(request, actual, KeptOfChat.of(request));
  }

  private static JsonNode thereAndBack(JsonNode request, Dialect own, Dialect other) {
    byte[] there = translated(Json.bytes(request), own, other);
    return Json.parse(translated(there, other, own)).orElseThrow();
  }

  private static byte[] translated(byte[] request, Dialect from, Dialect to) {
    return to.writeRequest(from.readRequest(Tape.scan(request), HeaderFacts.NONE), MODEL).body();
  }

  private static void check(ObjectNode request, ObjectNode actual, ObjectNode expected) {
    List<String> differences = new ArrayList<>();
    compare("", actual, expected, differences);
    assertThat(differences).as(() -> "kept of " + Json.text(request)).isEmpty();
  }

  /** Names the places of what differs, which in two long texts nobody would find. */
  private static void compare(
      String pointer, JsonNode actual, JsonNode expected, List<String> differences) {
    boolean alike = actual.getNodeType() == expected.getNodeType() && actual.isContainerNode();
    if (!alike) {
      if (!actual.equals(expected)) {
        differences.add(pointer + " is " + actual + " instead of " + expected);
      }
      return;
    }
    Set<String> names = new TreeSet<>();
    for (JsonNode node : List.of(actual, expected)) {
      node.fieldNames().forEachRemaining(names::add);
      IntStream.range(0, node.isArray() ? node.size() : 0)
          .forEach(i -> names.add(Integer.toString(i)));
    }
    for (String name : names) {
      compare(pointer + "/" + name, member(actual, name), member(expected, name), differences);
    }
  }

  private static JsonNode member(JsonNode node, String name) {
    return node.isArray() ? node.path(Integer.parseInt(name)) : node.path(name);
  }
}
