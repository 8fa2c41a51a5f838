package dev.cco.provider.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cco.spi.Model;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Reply;
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
  void refusesAListThatIsNone() {
    try (FaultServer server = FaultServer.always(Reply.json(200, "{\"data\":7}"));
        LocalProvider provider = started(Map.of())) {
      UpstreamFailure failure =
          catchThrowableOfType(UpstreamFailure.class, () -> provider.listModels(target(server)));

      assertThat(failure.kind()).isEqualTo(Kind.INVALID_ANSWER);
    }
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
