package dev.cco.it.acceptance;

import static dev.cco.it.acceptance.Requests.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.it.CcoServer;
import dev.cco.testkit.FaultServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** M60: in strict mode what cannot be said to a provider is refused, and named. */
class StrictTranslationIT {

  @Test
  void refusesWhatItCannotSay() {
    try (FaultServer upstream = Upstream.start(Spoken.text("Answered.", 3, 1)::to)) {
      Map<String, String> environment = new HashMap<>(Upstream.environment(upstream));
      environment.put("CCO_TRANSLATION_STRICT", "true");
      try (CcoServer server = CcoServer.start(environment)) {
        Gateway gateway = new Gateway(server.baseUri());

        Answer translated = gateway.post(MESSAGES, Requests.hologram("gpt-4.1"));
        Answer passed = gateway.post(MESSAGES, Requests.hologram("claude-sonnet-5"));

        assertThat(translated.status()).as(translated.text()).isEqualTo(400);
        assertThat(translated.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(translated.json().at("/error/message").asText()).contains("hologram");
        assertThat(passed.status()).as(passed.text()).isEqualTo(200);
        assertThat(Upstream.calls(upstream)).hasSize(1);
      }
    }
  }
}
