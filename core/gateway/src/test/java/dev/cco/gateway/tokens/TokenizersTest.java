package dev.cco.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.api.EncodingType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizersTest {
  /** 3 tokens in the older vocabulary and 2 in the newer one. */
  private static final String TELLING = "Привет";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4o",
        "gpt-4o-mini-2024-07-18",
        "gpt-4.1-nano",
        "gpt-5",
        "gpt-5.6-sol",
        "gpt-6.1-terra",
        "gpt-oss:20b",
        "o1",
        "o3-mini",
        "o4-mini",
        "chatgpt-4o-latest",
        "chat-latest",
        "openai/gpt-5-mini",
        "ft:gpt-4o-mini:acme"
      })
  void countsNewModelsWithTheNewVocabulary(String model) {
    assertThat(Tokenizers.of(model).orElseThrow().of(TELLING))
        .isEqualTo(Tokenizers.count(EncodingType.O200K_BASE, TELLING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4", "gpt-4-turbo", "gpt-4-0613", "gpt-3.5-turbo", "gpt-35-turbo"})
  void countsOldModelsWithTheOldVocabulary(String model) {
    assertThat(Tokenizers.of(model).orElseThrow().of(TELLING))
        .isEqualTo(Tokenizers.count(EncodingType.CL100K_BASE, TELLING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-opus-5-5", "llama3.3:70b", "qwen3:8b", "ollama", "o", "olmo-2"})
  void knowsNoOther(String model) {
    assertThat(Tokenizers.of(model)).isEmpty();
  }

  @Test
  void tellsTheVocabulariesApart() {
    assertThat(Tokenizers.count(EncodingType.O200K_BASE, TELLING))
        .isLessThan(Tokenizers.count(EncodingType.CL100K_BASE, TELLING));
  }

  @Test
  void takesControlTokensForText() {
    assertThat(Tokenizers.count(EncodingType.O200K_BASE, "<|endoftext|>")).isGreaterThan(1);
  }
}
