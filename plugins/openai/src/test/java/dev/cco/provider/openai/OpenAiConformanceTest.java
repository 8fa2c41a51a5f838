package dev.cco.provider.openai;

import dev.cco.spi.Provider;
import dev.cco.testkit.ChatScript;
import dev.cco.testkit.Conversations;
import dev.cco.testkit.Draft;
import dev.cco.testkit.PlayedVendor;
import dev.cco.testkit.ProviderConformance;
import dev.cco.testkit.Scene;
import dev.cco.testkit.Stage;

class OpenAiConformanceTest extends ProviderConformance {

  @Override
  protected Provider newProvider() {
    return new OpenAiProvider();
  }

  @Override
  protected Stage stage(Scene scene, boolean stream) {
    return new PlayedVendor("gpt-4o", request -> ChatScript.reply(scene, stream));
  }

  @Override
  protected Draft unsayable(String model) {
    return Conversations.plain(model).extra("truncation", "auto");
  }
}
