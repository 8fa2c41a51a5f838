package dev.cco.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cco.spi.Block;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Event;
import dev.cco.spi.Events;
import dev.cco.spi.Provider;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderException;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.StopReason;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every provider does alike. A plugin's test extends it and plays the upstream. */
public abstract class ProviderConformance {
  private Provider provider;

  /** The plugin, not started. */
  protected abstract Provider newProvider();

  /** An upstream that plays {@code scene}. */
  protected abstract Stage stage(Scene scene, boolean stream);

  /** A conversation of which something cannot be said to this provider. */
  protected abstract Draft unsayable(String model);

  /** The plugin's settings in the suite. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /** Cases that do not apply, by name of the test's method, each with the reason. */
  protected Map<String, String> exceptions() {
    return Map.of();
  }

  @BeforeEach
  void startProvider(TestInfo info) {
    String name = info.getTestMethod().orElseThrow().getName();
    assumeTrue(!exceptions().containsKey(name), () -> exceptions().get(name));
    provider = newProvider();
    provider.start(new ProviderContext(Clock.systemUTC(), settings()));
  }

  @AfterEach
  void closeProvider() {
    if (provider != null) {
      provider.close();
    }
  }

  @Test
  void saysWhatItIsBeforeItStarts() {
    Provider fresh = newProvider();

    ProviderMetadata metadata = fresh.metadata();

    assertThat(metadata).isEqualTo(fresh.metadata());
    assertThat(metadata.displayName()).isNotBlank();
    assertThat(metadata.routes()).isNotEmpty();
    assertThat(metadata.routes()).allSatisfy(ProviderConformance::assertRoute);
    assertThat(metadata.credentialVariables()).allMatch(name -> name.matches("[A-Z][A-Z0-9_]*"));
    assertThat(metadata.models()).doesNotHaveDuplicates();
    fresh.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answersWithTextAndUsage(boolean stream) {
    try (Stage stage = stage(new Scene.Text(), stream)) {
      Transcript answer = converse(stage, Conversations.plain(model(stage)).stream(stream));

      assertThat(answer.text()).isEqualTo(expectedText());
      assertThat(answer.reason()).isEqualTo(StopReason.END_TURN);
      assertThat(answer.model()).isNotBlank();
      assertThat(answer.usage().known()).isTrue();
      assertThat(answer.usage().prompt()).isPositive();
      assertThat(answer.usage().output()).isPositive();
      assertThat(answer.dropped()).isEmpty();
    }
  }

  @Test
  void streamsInPieces() {
    try (Stage stage = stage(new Scene.Text(), true)) {
      Transcript answer = converse(stage, Conversations.plain(model(stage)).stream(true));

      assertThat(answer.deltas()).isGreaterThan(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callsATool(boolean stream) {
    try (Stage stage = stage(new Scene.ToolCall(), stream)) {
      Transcript answer = converse(stage, Conversations.askingForTool(model(stage)).stream(stream));

      assertThat(answer.reason()).isEqualTo(StopReason.TOOL_USE);
      Block.ToolUse call = answer.toolCalls().getFirst();
      assertThat(call.id()).isNotBlank();
      assertThat(call.name()).isEqualTo("get_weather");
      assertThat(call.input().path("city").isTextual()).isTrue();
      assertThat(stage.lastRequest()).contains("get_weather", "The weather in a city.");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesAToolsResult(boolean stream) {
    try (Stage stage = stage(new Scene.Text(), stream)) {
      Transcript answer =
          converse(
              stage, Conversations.afterTool(model(stage), "call_7", "22 degrees").stream(stream));

      assertThat(answer.text()).isNotBlank();
      assertThat(answer.reason()).isEqualTo(StopReason.END_TURN);
      assertThat(stage.lastRequest()).contains("22 degrees", "Paris");
    }
  }

  @Test
  void passesASystemPromptOn() {
    try (Stage stage = stage(new Scene.Text(), false)) {
      converse(stage, Conversations.plain(model(stage)).system("Answer like a pirate."));

      assertThat(stage.lastRequest()).contains("Answer like a pirate.");
    }
  }

  @Test
  void passesAnImageOn() {
    try (Stage stage = stage(new Scene.Text(), false)) {
      converse(stage, Conversations.withImage(model(stage)));

      assertThat(stage.lastRequest()).contains(Conversations.PNG);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tellsThatTheLimitOfTokensWasReached(boolean stream) {
    try (Stage stage = stage(new Scene.OutOfTokens(), stream)) {
      Draft draft = Conversations.plain(model(stage)).maxTokens(2).stream(stream);

      assertThat(converse(stage, draft).reason()).isEqualTo(StopReason.MAX_TOKENS);
    }
  }

  @ParameterizedTest
  @CsvSource({"400", "404", "413", "422"})
  void blamesTheCaller(int status) {
    Scene.Refusal refusal = new Scene.Refusal(status, "", "no such thing");
    try (Stage stage = stage(refusal, false)) {
      CallerFault fault =
          catchThrowableOfType(
              CallerFault.class, () -> converse(stage, Conversations.plain(model(stage))));

      assertThat(fault.status()).isEqualTo(status);
      assertThat(text(fault)).contains(expectedErrorText(refusal));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401,AUTHENTICATION",
    "402,BILLING",
    "403,AUTHENTICATION",
    "408,TIMEOUT",
    "429,RATE_LIMITED",
    "500,SERVER_ERROR",
    "502,SERVER_ERROR",
    "504,TIMEOUT",
    "503,OVERLOADED",
    "529,OVERLOADED"
  })
  void blamesTheUpstream(int status, Kind kind) {
    Scene.Refusal refusal = new Scene.Refusal(status, "", "out of order");
    try (Stage stage = stage(refusal, true)) {
      UpstreamFailure failure =
          failure(() -> converse(stage, Conversations.plain(model(stage)).stream(true)));

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure.reply().map(ProviderReply::status)).hasValue(status);
      assertThat(text(failure)).contains(expectedErrorText(refusal));
    }
  }

  @Test
  void tellsHowLongToWait() {
    try (Stage stage = stage(new Scene.Refusal(429, "7", "slow down"), false)) {
      UpstreamFailure failure = failure(() -> converse(stage, Conversations.plain(model(stage))));

      assertThat(failure.retryAfter()).hasValue(Duration.ofSeconds(7));
      assertThat(failure.reply().orElseThrow().headers()).containsEntry("retry-after", "7");
    }
  }

  @ParameterizedTest
  @CsvSource({"400", "401", "500"})
  void keepsTheCredentialToItself(int status) {
    String echo = "your key was " + PlayedVendor.SECRET;
    try (Stage stage = stage(new Scene.Refusal(status, "", echo), false)) {
      ProviderException exception =
          catchThrowableOfType(
              ProviderException.class, () -> converse(stage, Conversations.plain(model(stage))));

      assertThat(text(exception)).contains("your key was ***").doesNotContain(PlayedVendor.SECRET);
      assertThat(exception).hasMessageNotContaining(PlayedVendor.SECRET);
    }
  }

  @Test
  void neverTakesACutStreamForACompleteAnswer() {
    try (Stage stage = stage(new Scene.CutOff(), true)) {
      Events events = converseUnread(stage, Conversations.plain(model(stage)).stream(true));

      assertThatThrownBy(() -> Transcript.drain(events))
          .isInstanceOfSatisfying(
              UpstreamFailure.class,
              failure ->
                  assertThat(failure.kind())
                      .isIn(Kind.BROKEN, Kind.INVALID_ANSWER, Kind.SERVER_ERROR));
    }
  }

  @Test
  void deliversEachEventAsItComesAndStopsTheUpstreamWhenClosed() {
    try (Stage stage = stage(new Scene.Endless(), true)) {
      Events events = converseUnread(stage, Conversations.plain(model(stage)).stream(true));

      boolean content = false;
      while (!content && events.hasNext()) {
        content = events.next() instanceof Event.TextDelta;
      }
      events.close();

      assertThat(content).isTrue();
      assertThat(stage.awaitStopped()).isTrue();
    }
  }

  @Test
  void answersManyAtOnce() throws Exception {
    try (Stage stage = stage(new Scene.Text(), true);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Transcript> call =
          () -> converse(stage, Conversations.plain(model(stage)).stream(true));
      List<Future<Transcript>> answers = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        answers.add(threads.submit(call));
      }

      for (Future<Transcript> answer : answers) {
        assertThat(answer.get().text()).isEqualTo(expectedText());
      }
    }
  }

  @Test
  void namesWhatCannotBeSaid() {
    try (Stage stage = stage(new Scene.Text(), false)) {
      Transcript answer = converse(stage, unsayable(model(stage)));

      assertThat(answer.dropped()).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  @Test
  void refusesWhatCannotBeSaidWhereTheTargetIsStrict() {
    try (Stage stage = stage(new Scene.Text(), false)) {
      Conversation conversation = unsayable(model(stage)).build();
      List<String> dropped = converse(stage, unsayable(model(stage))).dropped();

      CallerFault fault =
          catchThrowableOfType(
              CallerFault.class, () -> provider.converse(strict(stage.target()), conversation));

      assertThat(fault.status()).isEqualTo(400);
      assertThat(fault.getMessage()).contains(dropped);
    }
  }

  /** What the scene {@link Scene.Text} answers. */
  protected String expectedText() {
    return Scene.ANSWER;
  }

  /** What the body of a refusal says. */
  protected String expectedErrorText(Scene.Refusal refusal) {
    return refusal.message();
  }

  private Transcript converse(Stage stage, Draft draft) {
    return Transcript.of(converseUnread(stage, draft));
  }

  private Events converseUnread(Stage stage, Draft draft) {
    return provider.converse(stage.target(), draft.build());
  }

  private static String model(Stage stage) {
    return stage.target().model().id();
  }

  private static Target strict(Target target) {
    return new Target(
        target.endpoint(),
        target.credential(),
        target.model(),
        target.timeouts(),
        true,
        target.options());
  }

  private static UpstreamFailure failure(ThrowingCallable call) {
    return catchThrowableOfType(UpstreamFailure.class, call);
  }

  private static String text(ProviderException exception) {
    Optional<ProviderReply> reply = exception.reply();
    return reply.map(r -> new String(r.body(), StandardCharsets.UTF_8)).orElse("");
  }

  private static void assertRoute(ProviderMetadata.Route route) {
    assertThat(Pattern.compile(route.pattern())).isNotNull();
  }
}
