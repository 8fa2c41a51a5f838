package dev.cco.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class VocabulariesTest {
  private final List<Thread> loaders = new CopyOnWriteArrayList<>();
  private final Vocabularies vocabularies = new Vocabularies(this::load);

  private Encoding load(EncodingType type) {
    loaders.add(Thread.currentThread());
    return Encodings.newLazyEncodingRegistry().getEncoding(type);
  }

  @Test
  void loadsOnAPlatformThreadWhoeverAsks() throws InterruptedException {
    List<Thread> askers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 4; i++) {
      askers.add(
          Thread.startVirtualThread(() -> vocabularies.get(EncodingType.R50K_BASE).encode("a")));
    }
    for (Thread asker : askers) {
      asker.join();
    }

    assertThat(loaders).singleElement().matches(thread -> !thread.isVirtual());
  }
}
