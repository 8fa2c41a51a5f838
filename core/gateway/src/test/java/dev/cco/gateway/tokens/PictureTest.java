package dev.cco.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
  @ParameterizedTest
  @CsvSource({
    // PNG, GIF, the three kinds of WebP, a JPEG, one with a preview in front, a progressive one.
    "89504e470d0a1a0a0000000d494844520000040000000300, 1024, 768",
    "47494638396140010a00f70000, 320, 10",
    "52494646000000005745425056503820000000000000009d012a20035802, 800, 600",
    "5249464600000000574542505650384c000000002f1fc3950000, 800, 600",
    "524946460000000057454250565038580a000000100000001f0300570200, 800, 600",
    "ffd8ffe000104a46494600010101006000600000ffc00011080258032003012200, 800, 600",
    "ffd8ffe10006aabbccddffc4000401ffffc20011080258032003012200, 800, 600",
  })
  void readsTheSizeFromTheHeader(String hex, int width, int height) {
    assertThat(PictureSize.of(base64(hex))).hasValue(new PictureSize(width, height));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "89504e47",
        "89504e470d0a1a0a0000000d494844520000000000000300",
        "ffd8",
        "ffd8ffe00010",
        "ffd800000000",
        "5249464600000000574542504e4f4e45",
        "255044462d312e37"
      })
  void knowsNoSizeWhereThereIsNone(String hex) {
    assertThat(PictureSize.of(base64(hex))).isEmpty();
  }

  @Test
  void doesNotMindWhatIsNoBase64() {
    assertThat(PictureSize.of("****")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // OpenAI's own examples of the tiles, and bounds of each rule.
    "TILES, 1024, 1024, 765",
    "TILES, 2048, 4096, 1105",
    "TILES, 1, 1, 255",
    "TILES, 512, 512, 255",
    "TILES, 513, 512, 425",
    "TILES, 9000, 3000, 1445",
    "DEAR_TILES, 512, 512, 8500",
    "PATCHES, 32, 32, 3",
    "PATCHES, 33, 32, 5",
    "PATCHES, 4000, 4000, 3779",
    "AREA, 1000, 1000, 1334",
    "AREA, 200, 200, 54",
    "AREA, 8000, 8000, 4784",
  })
  void chargesByTheVendorsRule(PictureRule rule, int width, int height, long tokens) {
    assertThat(rule.tokens(Optional.of(new PictureSize(width, height)))).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4o, TILES",
    "openai/gpt-4o-2024-08-06, TILES",
    "gpt-4-turbo, TILES",
    "o1, TILES",
    "gpt-4o-mini, DEAR_TILES",
    "gpt-5-mini, PATCHES",
    "gpt-6-sol, PATCHES"
  })
  void takesTheRuleOfTheModel(String model, PictureRule rule) {
    assertThat(PictureRule.ofOpenAi(model)).isEqualTo(rule);
  }

  @Test
  void chargesTheMostForAPictureItCannotSee() {
    for (PictureRule rule : PictureRule.values()) {
      assertThat(rule.tokens(Optional.empty()))
          .isGreaterThanOrEqualTo(rule.tokens(Optional.of(new PictureSize(8000, 3000))));
    }
  }

  private static String base64(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII);
  }
}
