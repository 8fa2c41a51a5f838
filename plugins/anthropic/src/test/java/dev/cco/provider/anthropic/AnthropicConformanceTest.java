package dev.cco.provider.anthropic;

import dev.cco.spi.Provider;
import dev.cco.testkit.Conversations;
import dev.cco.testkit.Draft;
import dev.cco.testkit.MessagesScript;
import dev.cco.testkit.PlayedVendor;
import dev.cco.testkit.ProviderConformance;
import dev.cco.testkit.Scene;
import dev.cco.testkit.Stage;

class AnthropicConformanceTest extends ProviderConformance {

  @Override
  protected Provider newProvider() {
    return new AnthropicProvider();
  }

  @Override
  protected Stage stage(Scene scene, boolean stream) {
    return new PlayedVendor("claude-played", request -> MessagesScript.reply(scene, stream));
  }

  @Override
  protected Draft unsayable(String model) {
    return Conversations.plain(model).extra("truncation", "auto");
  }
}
