package dev.cco.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.gateway.RefusalException;
import dev.cco.protocol.openai.ModelList;
import dev.cco.spi.Model;
import dev.cco.spi.Reasoning;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelListTest {
  private static final Model DESCRIBED =
      new Model(
          "claude-sonnet-5",
          Optional.of("Claude Sonnet 5"),
          Optional.of(Instant.parse("2026-06-30T00:00:00Z")),
          Optional.of(1_000_000),
          Optional.of(128_000),
          Optional.empty(),
          new Model.Traits(false, false, true, Set.of(Reasoning.Mode.ADAPTIVE), true));

  /** Five models, the newest of which is e; u has no date. */
  private static final List<Model> MODELS =
      List.of(
          dated("a", 1),
          Model.named("u"),
          dated("c", 3),
          dated("b", 2),
          dated("e", 5),
          dated("d", 4));

  @Test
  void listsTheNewestFirstAndTheUndatedLast() {
    ModelPage page = page("1000", "", "");

    assertThat(ids(page)).containsExactly("e", "d", "c", "b", "a", "u");
    assertThat(page.more()).isFalse();
  }

  @Test
  void givesTwentyUnlessToldOtherwise() {
    List<Model> many = IntStream.range(0, 21).mapToObj(i -> Model.named("m" + i)).toList();

    ModelPage page = ModelPage.of(many, wish("", "", ""));

    assertThat(page.models()).hasSize(20);
    assertThat(page.more()).isTrue();
  }

  @Test
  void walksForward() {
    assertThat(ids(page("2", "", ""))).containsExactly("e", "d");
    assertThat(page("2", "", "").more()).isTrue();
    assertThat(ids(page("2", "d", ""))).containsExactly("c", "b");
    assertThat(ids(page("2", "b", ""))).containsExactly("a", "u");
    assertThat(page("2", "b", "").more()).isFalse();
    assertThat(ids(page("2", "u", ""))).isEmpty();
  }

  @Test
  void walksBackward() {
    assertThat(ids(page("2", "", "a"))).containsExactly("c", "b");
    assertThat(page("2", "", "a").more()).isTrue();
    assertThat(ids(page("2", "", "c"))).containsExactly("e", "d");
    assertThat(page("2", "", "c").more()).isFalse();
    assertThat(ids(page("2", "", "e"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "ten", "1.5", "99999999999"})
  void refusesALimitThatIsNone(String limit) {
    RefusalException refusal =
        catchThrowableOfType(RefusalException.class, () -> page(limit, "", ""));

    assertThat(refusal.error().status()).isEqualTo(400);
    assertThat(refusal.error().message()).contains("limit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1000"})
  void takesTheBoundsOfTheLimit(String limit) {
    assertThat(page(limit, "", "").models()).isNotEmpty();
  }

  @Test
  void refusesAnUnknownPlaceAndTwoOfThem() {
    for (ModelPage.Wish wish : List.of(wish("", "x", ""), wish("", "", "x"), wish("", "a", "b"))) {
      RefusalException refusal =
          catchThrowableOfType(RefusalException.class, () -> ModelPage.of(MODELS, wish));

      assertThat(refusal.error().status()).isEqualTo(400);
      assertThat(refusal.error().message()).containsAnyOf("after_id", "before_id");
    }
  }

  @Test
  void describesAModelInAnthropicsShape() {
    JsonNode model = ModelShapes.anthropic(DESCRIBED);

    assertThat(model.path("type").textValue()).isEqualTo("model");
    assertThat(model.path("display_name").textValue()).isEqualTo("Claude Sonnet 5");
    assertThat(model.path("created_at").textValue()).isEqualTo("2026-06-30T00:00:00Z");
    assertThat(model.path("max_input_tokens").intValue()).isEqualTo(1_000_000);
    assertThat(model.path("max_tokens").intValue()).isEqualTo(128_000);
    assertThat(model.path("line").textValue()).isEqualTo("sonnet");
    assertThat(model.path("lifecycle").textValue()).isEqualTo("active");
    assertThat(model.path("capabilities").isNull()).isTrue();
  }

  @Test
  void saysNothingOfAModelThatNobodyDescribed() {
    JsonNode model = ModelShapes.anthropic(Model.named("local/x:8b"));

    assertThat(model.path("display_name").textValue()).isEqualTo("local/x:8b");
    assertThat(model.path("created_at").textValue()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(model.path("capabilities").isNull()).isTrue();
    assertThat(model.path("max_tokens").isNull()).isTrue();
    assertThat(model.path("line").isNull()).isTrue();
  }

  @Test
  void listsInBothShapes() {
    JsonNode anthropic = ModelShapes.anthropic(page("2", "", ""));
    JsonNode openAi = ModelList.of(List.of(DESCRIBED));

    assertThat(anthropic.path("first_id").textValue()).isEqualTo("e");
    assertThat(anthropic.path("last_id").textValue()).isEqualTo("d");
    assertThat(anthropic.path("has_more").booleanValue()).isTrue();
    assertThat(openAi.at("/data/0/created").longValue()).isEqualTo(1_782_777_600L);
    assertThat(openAi.at("/data/0/owned_by").textValue()).isEqualTo("cco");
    assertThat(ModelShapes.anthropic(new ModelPage(List.of(), false)).path("first_id").isNull())
        .isTrue();
  }

  private static ModelPage page(String limit, String after, String before) {
    return ModelPage.of(MODELS, wish(limit, after, before));
  }

  private static ModelPage.Wish wish(String limit, String after, String before) {
    return new ModelPage.Wish(given(limit), given(after), given(before));
  }

  private static Optional<String> given(String text) {
    return Optional.of(text).filter(value -> !value.isEmpty());
  }

  private static List<String> ids(ModelPage page) {
    return page.models().stream().map(Model::id).toList();
  }

  private static Model dated(String id, long day) {
    Model plain = Model.named(id);
    return new Model(
        id,
        plain.displayName(),
        Optional.of(Instant.ofEpochSecond(day * 86_400)),
        plain.contextWindow(),
        plain.maxOutput(),
        plain.price(),
        plain.traits());
  }
}
