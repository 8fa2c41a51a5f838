package dev.cco.provider.local;

import dev.cco.spi.Provider;
import dev.cco.testkit.ChatScript;
import dev.cco.testkit.Conversations;
import dev.cco.testkit.Draft;
import dev.cco.testkit.PlayedVendor;
import dev.cco.testkit.ProviderConformance;
import dev.cco.testkit.Scene;
import dev.cco.testkit.Stage;

class LocalConformanceTest extends ProviderConformance {

  @Override
  protected Provider newProvider() {
    return new LocalProvider();
  }

  @Override
  protected Stage stage(Scene scene, boolean stream) {
    return new PlayedVendor("llama-3", request -> ChatScript.reply(scene, stream));
  }

  @Override
  protected Draft unsayable(String model) {
    return Conversations.plain(model).extra("truncation", "auto");
  }
}
