package dev.cco.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.spi.Model;
import dev.cco.spi.Operation;
import dev.cco.spi.Price;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Reasoning;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderFileTest {
  private static final String COMPLETE =
      """
      {
        "id": "acme",
        "display_name": "Acme",
        "speaks": ["chat", "embeddings"],
        "endpoint": "https://api.acme.example",
        "endpoint_variable": "ACME_URL",
        "credential_variables": ["ACME_KEY"],
        "credential_required": true,
        "routes": [{"pattern": "^acme/", "strip_prefix": "acme/"}, {"pattern": "^a"}],
        "models": [
          {"id": "a-1", "display_name": "A 1", "created": "2026-01-02T00:00:00Z",
           "context_window": 1000, "max_output": 100,
           "price": {"input": 0.1, "output": 5, "cache_read": 0.01, "cache_write_5m": 0.2,
                     "cache_write_1h": 0.3, "batch_factor": 0.5, "savings_comparison": "b",
                     "tiers": [{"above": 500, "input": 0.25, "output": 10}]},
           "traits": {"sampling": false, "thinking": ["disabled", "between_tools"],
                      "stop": false, "efforts": ["none", "high"]}},
          {"id": "a-2"}
        ]
      }
      """;

  @Test
  void readsEverythingThatAFileCanSay() throws IOException {
    ProviderMetadata metadata = read(COMPLETE);

    assertThat(metadata.id()).isEqualTo("acme");
    assertThat(metadata.speaks()).containsExactlyInAnyOrder(Operation.CHAT, Operation.EMBEDDINGS);
    assertThat(metadata.endpoint()).hasValue(URI.create("https://api.acme.example"));
    assertThat(metadata.endpointVariable()).hasValue("ACME_URL");
    assertThat(metadata.credentialVariables()).containsExactly("ACME_KEY");
    assertThat(metadata.credentialRequired()).isTrue();
    assertThat(metadata.routes())
        .containsExactly(
            new ProviderMetadata.Route("^acme/", "acme/"), new ProviderMetadata.Route("^a", ""));
    Model model = metadata.models().getFirst();
    assertThat(model.created()).hasValue(Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(model.contextWindow()).hasValue(1000);
    assertThat(model.maxOutput()).hasValue(100);
    assertThat(model.traits().sampling()).isFalse();
    assertThat(model.traits().prefill()).isTrue();
    assertThat(model.traits().stop()).isFalse();
    assertThat(model.traits().efforts()).containsExactly("none", "high");
    assertThat(model.traits().thinking())
        .containsExactlyInAnyOrder(Reasoning.Mode.DISABLED, Reasoning.Mode.BETWEEN_TOOLS);
  }

  @Test
  void readsPricesExactly() throws IOException {
    Price price = read(COMPLETE).models().getFirst().price().orElseThrow();

    assertThat(price.input()).isEqualTo(new BigDecimal("0.1"));
    assertThat(price.cacheWrite1h()).hasValue(new BigDecimal("0.3"));
    assertThat(price.savingsComparison()).hasValue("b");
    Price.Tier tier = price.tiers().getFirst();
    assertThat(tier.above()).isEqualTo(500);
    assertThat(tier.input()).isEqualTo(new BigDecimal("0.25"));
    assertThat(tier.cacheRead()).isEmpty();
  }

  @Test
  void takesWhatIsLeftOutForUnknown() throws IOException {
    assertThat(read(COMPLETE).models().getLast()).isEqualTo(Model.named("a-2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"id\": \"acme\",|\"id\": 7,|id must be a text",
        "\"endpoint\":|\"end_point\":|end_point is not known here",
        "\"embeddings\"|\"dreams\"|speaks[1] must be an operation, not dreams",
        "{\"pattern\": \"^a\"}|{\"patern\": \"^a\"}|routes[1].patern is not known here",
        "\"output\": 5|\"output\": \"5\"|models[0].price.output must be a number from 0 on",
        "\"output\": 5|\"output\": -5|models[0].price.output must be a number from 0 on",
        "\"above\": 500|\"above\": 0.5|models[0].price.tiers[0].above must be a whole number",
        "\"2026-01-02T00:00:00Z\"|\"soon\"|models[0].created must be a time in UTC, not soon",
        "\"disabled\"|\"maybe\"|models[0].traits.thinking[0] must be a mode of thinking, not maybe",
        "\"a-2\"|\"a-1\"|models names a-1 twice",
        "\"id\": \"acme\",|\"id\": \"acme\", \"id\": \"b\",|line 2",
        "\"id\": \"acme\",|\"id\": \"acme\"|line 3"
      })
  void namesTheFileAndTheFieldOfAMistake(String right, String wrong, String complaint) {
    assertThatThrownBy(() -> read(COMPLETE.replace(right, wrong)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("acme/provider.json: ")
        .hasMessageContaining(complaint);
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThatThrownBy(() -> ProviderFile.read(List.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java/util/provider.json");
  }

  private static ProviderMetadata read(String json) throws IOException {
    return ProviderFile.read(
        "acme/provider.json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }
}
