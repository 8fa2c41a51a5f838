package dev.cco.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cco.protocol.json.Json;
import dev.cco.spi.Model;
import dev.cco.spi.Price;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.testkit.Conversations;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Reply;
import dev.cco.testkit.Transcript;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalProviderTest {

  @Test
  void listsItsModelsAsFree() {
    String list =
        "{\"object\":\"list\",\"data\":[{\"id\":\"qwen3\",\"object\":\"model\","
            + "\"created\":1795000000,\"owned_by\":\"vllm\",\"max_model_len\":32768},{\"id\":\"\"}]}";
    try (FaultServer server = FaultServer.always(Reply.json(200, list));
        LocalProvider provider = started(Map.of("savings-comparison", "gpt-4o"))) {
      List<Model> models = provider.listModels(target(server));

      assertThat(server.only().path()).isEqualTo("/v1/models");
      assertThat(models).hasSize(1);
      Model model = models.getFirst();
      assertThat(model.id()).isEqualTo("qwen3");
      assertThat(model.contextWindow()).hasValue(32768);
      assertThat(model.price().orElseThrow().output()).isEqualTo(BigDecimal.ZERO);
      assertThat(model.price().orElseThrow().savingsComparison()).hasValue("gpt-4o");
    }
  }

  @Test
  void chargesNothingForWhateverTheServerHas() {
    try (LocalProvider untold = started(Map.of());
        LocalProvider told = started(Map.of("savings-comparison", "gpt-4o"))) {
      assertThat(price(untold).input()).isEqualTo(BigDecimal.ZERO);
      assertThat(price(untold).output()).isEqualTo(BigDecimal.ZERO);
      assertThat(price(untold).savingsComparison()).hasValue("claude-haiku-4-5");
      assertThat(price(told).savingsComparison()).hasValue("gpt-4o");
    }
  }

  private static Price price(LocalProvider provider) {
    Model any = provider.metadata().models().getFirst();
    assertThat(any.id()).isEqualTo("*");
    return any.price().orElseThrow();
  }

  @Test
  void refusesAListThatIsNone() {
    try (FaultServer server = FaultServer.always(Reply.json(200, "{\"data\":7}"));
        LocalProvider provider = started(Map.of())) {
      UpstreamFailure failure =
          catchThrowableOfType(UpstreamFailure.class, () -> provider.listModels(target(server)));

      assertThat(failure.kind()).isEqualTo(Kind.INVALID_ANSWER);
    }
  }

  @Test
  void boundsTheAnswerByWhatTheServerSaidOfItsModel() {
    String list = "{\"data\":[{\"id\":\"none\",\"max_model_len\":4096}]}";
    String answer =
        "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}";
    try (FaultServer server =
            FaultServer.start(
                request -> Reply.json(200, request.method().equals("GET") ? list : answer));
        LocalProvider provider = started(Map.of("features", "top-k,reasoning-content"))) {
      provider.listModels(target(server));
      Transcript.of(
          provider.converse(
              target(server), Conversations.plain("none").maxTokens(128_000).build()));

      int bound =
          Json.parse(server.received().getLast().body()).orElseThrow().path("max_tokens").asInt();
      assertThat(bound).isBetween(3_900, 4_095);
    }
  }

  @Test
  void namesAFeatureThatIsNone() {
    assertThatThrownBy(() -> started(Map.of("features", "top_k")).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cco.provider.local.features")
        .hasMessageContaining("'top_k'");
  }

  private static LocalProvider started(Map<String, String> settings) {
    LocalProvider provider = new LocalProvider();
    provider.start(new ProviderContext(Clock.systemUTC(), settings));
    return provider;
  }

  private static Target target(FaultServer server) {
    Duration patience = Duration.ofSeconds(20);
    return new Target(
        Optional.of(server.endpoint()),
        Optional.empty(),
        Model.named("none"),
        new Target.Timeouts(patience, patience, patience, patience),
        false,
        Map.of());
  }
}
