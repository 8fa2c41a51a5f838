package dev.cco.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.Translation;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.Protocol;
import dev.cco.spi.Reasoning;
import dev.cco.spi.Sampling;
import dev.cco.spi.StopReason;
import dev.cco.spi.Turn;
import dev.cco.spi.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final Translation REQUEST = new Translation(new byte[0], List.of("top_k"));

  private static final List<String> SHOWN =
      List.of("open thinking", "thinking hm", "signature s", "close");

  private static Conversation conversation(
      Protocol origin, int maxTokens, Optional<Reasoning> reasoning) {
    Turn turn = new Turn(Turn.Role.USER, List.of(new Block.Text("Hello, how are you?")));
    return new Conversation(
        "m",
        List.of(),
        List.of(turn),
        List.of(),
        Optional.empty(),
        Optional.of(maxTokens),
        Sampling.DEFAULT,
        List.of(),
        reasoning,
        Optional.empty(),
        true,
        Optional.empty(),
        origin,
        Map.of());
  }

  private static List<String> delivered(Protocol origin, Optional<Reasoning> reasoning) {
    List<Event> events = new ArrayList<>();
    events.add(new Event.BlockStarted(new Block.Thinking("", "")));
    events.add(new Event.ThinkingDelta("hm"));
    events.add(new Event.SignatureDelta("s"));
    events.add(new Event.BlockStopped());
    events.add(new Event.BlockStarted(new Block.RedactedThinking("x")));
    events.add(new Event.BlockStopped());
    events.addAll(Told.text("hi").subList(1, 4));
    Delivery delivery = new Delivery(conversation(origin, 9, reasoning), REQUEST);
    return Told.lines(delivery.of(new Told(events), false));
  }

  private static Optional<Reasoning> thinking(Reasoning.Mode mode, Optional<String> display) {
    return Optional.of(
        new Reasoning(Optional.of(mode), Optional.empty(), Optional.empty(), display));
  }

  @Test
  void showsThinkingToAClientThatSwitchedItOn() {
    assertThat(delivered(Protocol.MESSAGES, thinking(Reasoning.Mode.ADAPTIVE, Optional.empty())))
        .containsSequence(SHOWN);
  }

  @Test
  void keepsThinkingFromAClientThatDidNotSwitchItOn() {
    assertThat(delivered(Protocol.MESSAGES, Optional.empty()))
        .containsExactly("open text", "text hi", "close");
    assertThat(delivered(Protocol.MESSAGES, thinking(Reasoning.Mode.DISABLED, Optional.empty())))
        .containsExactly("open text", "text hi", "close");
  }

  @Test
  void showsOnlyThatThereWasThinkingWhereItsTextIsOmitted() {
    assertThat(
            delivered(Protocol.MESSAGES, thinking(Reasoning.Mode.ADAPTIVE, Optional.of("omitted"))))
        .containsExactly(
            "open thinking",
            "close",
            "open redactedthinking",
            "close",
            "open text",
            "text hi",
            "close");
  }

  @Test
  void showsThinkingToClientsOfOtherProtocols() {
    assertThat(delivered(Protocol.CHAT, Optional.empty())).containsSequence(SHOWN);
  }

  @Test
  void answersARequestForNoTokensWithoutAProvider() {
    Delivery delivery = new Delivery(conversation(Protocol.MESSAGES, 0, Optional.empty()), REQUEST);
    Events events = delivery.unasked().orElseThrow();
    Event.Started started = (Event.Started) events.next();
    Event.Finished finished = (Event.Finished) events.next();

    assertThat(events.hasNext()).isFalse();
    assertThat(events.dropped()).containsExactly("top_k");
    assertThat(started.model()).isEqualTo("m");
    assertThat(finished.reason()).isEqualTo(StopReason.MAX_TOKENS);
    assertThat(finished.usage()).isEqualTo(Usage.of(0, 0));
  }

  @Test
  void asksTheProviderForOneToken() {
    assertThat(
            new Delivery(conversation(Protocol.MESSAGES, 1, Optional.empty()), REQUEST).unasked())
        .isEmpty();
  }
}
