package dev.cco.protocol.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cco.spi.Block;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReasoningSealTest {
  private static final ReasoningSeal SEAL = new ReasoningSeal("one secret".getBytes(UTF_8));
  private static final Block.Thinking THINKING = new Block.Thinking("2+2", "c2ln");

  @Test
  void opensWhatAReplicaWithTheSameSecretSealed() {
    ReasoningSeal replica = new ReasoningSeal("one secret".getBytes(UTF_8));

    assertThat(replica.open("m", SEAL.of("m", THINKING))).contains(THINKING);
    Block.RedactedThinking redacted = new Block.RedactedThinking("ZGF0YQ==");
    assertThat(replica.open("m", SEAL.of("m", redacted))).contains(redacted);
  }

  @Test
  void opensNothingForAnotherModelOrUnderAnotherSecret() {
    String envelope = SEAL.of("m", THINKING);

    assertThat(SEAL.open("another", envelope)).isEmpty();
    assertThat(new ReasoningSeal("another secret".getBytes(UTF_8)).open("m", envelope)).isEmpty();
    assertThat(ReasoningSeal.unique().open("m", envelope)).isEmpty();
  }

  @Test
  void opensNothingThatWasChanged() {
    String envelope = SEAL.of("m", THINKING);
    String forged =
        "cco1."
            + Base64.getUrlEncoder()
                .encodeToString(
                    "{\"model\":\"m\",\"kind\":\"thinking\",\"text\":\"x\",\"signature\":\"y\"}"
                        .getBytes(UTF_8));

    for (int i = 0; i < envelope.length(); i++) {
      char other = envelope.charAt(i) == 'A' ? 'B' : 'A';
      String changed = envelope.substring(0, i) + other + envelope.substring(i + 1);
      assertThat(SEAL.open("m", changed)).as("changed at %d", i).isEmpty();
    }
    assertThat(SEAL.open("m", forged)).isEmpty();
    assertThat(SEAL.open("m", forged + envelope.substring(envelope.lastIndexOf('.')))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cco1", "cco1.", "cco1..", "cco1.%.%", "gAAAAABo", "."})
  void opensNothingThatIsNoEnvelope(String text) {
    assertThat(SEAL.open("m", text)).isEmpty();
  }
}
