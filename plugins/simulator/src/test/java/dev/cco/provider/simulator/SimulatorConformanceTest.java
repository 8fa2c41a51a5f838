package dev.cco.provider.simulator;

import dev.cco.spi.Model;
import dev.cco.spi.Provider;
import dev.cco.spi.Target;
import dev.cco.testkit.Conversations;
import dev.cco.testkit.Draft;
import dev.cco.testkit.ProviderConformance;
import dev.cco.testkit.Scene;
import dev.cco.testkit.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

class SimulatorConformanceTest extends ProviderConformance {
  private SimulatorProvider simulator = new SimulatorProvider();

  @Override
  protected Provider newProvider() {
    simulator = new SimulatorProvider();
    return simulator;
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("journal", "true");
  }

  @Override
  protected Map<String, String> exceptions() {
    String takesAll = "the simulator takes every part of a conversation";
    return Map.of(
        "namesWhatCannotBeSaid", takesAll,
        "refusesWhatCannotBeSaidWhereTheTargetIsStrict", takesAll,
        "keepsTheCredentialToItself", "the simulator takes no credential");
  }

  @Override
  protected Stage stage(Scene scene, boolean stream) {
    return switch (scene) {
      case Scene.Text text -> played("sim/small");
      case Scene.ToolCall call -> played("sim/small");
      case Scene.OutOfTokens cut -> played("sim/small");
      case Scene.Refusal refusal ->
          played(
              refusal.retryAfter().isEmpty()
                  ? "sim/error-" + refusal.status()
                  : "sim/error-" + refusal.status() + "-" + refusal.retryAfter() + "s");
      case Scene.CutOff cut -> played("sim/cut-3");
      case Scene.Endless endless -> played("sim/slow-20s");
    };
  }

  @Override
  protected Draft unsayable(String model) {
    return Conversations.plain(model);
  }

  @Override
  protected String expectedText() {
    return "You said: Say hello, wörld.";
  }

  @Override
  protected String expectedErrorText(Scene.Refusal refusal) {
    return "simulated error " + refusal.status();
  }

  private Stage played(String model) {
    Duration patience = Duration.ofSeconds(30);
    Target target =
        new Target(
            Optional.empty(),
            Optional.empty(),
            Model.named(model),
            new Target.Timeouts(patience, patience, patience, patience),
            false,
            Map.of());
    return new Stage() {
      @Override
      public Target target() {
        return target;
      }

      @Override
      public String lastRequest() {
        return new String(simulator.entries().getLast().body(), StandardCharsets.UTF_8);
      }

      // There is nothing but the answer, which has no thread of its own.
      @Override
      public boolean awaitStopped() {
        return true;
      }

      @Override
      public void close() {
        // There is no server.
      }
    };
  }
}
