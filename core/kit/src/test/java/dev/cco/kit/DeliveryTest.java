package dev.cco.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.protocol.Translation;
import dev.cco.spi.Block;
import dev.cco.spi.Conversation;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.Protocol;
import dev.cco.spi.Sampling;
import dev.cco.spi.StopReason;
import dev.cco.spi.Turn;
import dev.cco.spi.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final Translation REQUEST = new Translation(new byte[0], List.of("top_k"));

  private static Conversation conversation(int maxTokens) {
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
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty(),
        Protocol.MESSAGES,
        Map.of());
  }

  @Test
  void answersARequestForNoTokensWithoutAProvider() {
    Delivery delivery = new Delivery(conversation(0), REQUEST);
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
    assertThat(new Delivery(conversation(1), REQUEST).unasked()).isEmpty();
  }
}
