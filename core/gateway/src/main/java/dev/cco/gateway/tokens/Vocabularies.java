package dev.cco.gateway.tokens;

import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Vocabularies that are loaded on first use, by platform threads. Open Liberty reads jars under
 * locks that loading a class takes, too, and a virtual thread that loads a class keeps its carrier
 * while it waits for them. Were their owner a virtual thread that has lost its own carrier, it
 * might never get another, and the gateway would stand still.
 */
final class Vocabularies {
  private final Function<EncodingType, Encoding> loader;
  private final Map<EncodingType, CompletableFuture<Encoding>> loaded = new ConcurrentHashMap<>();

  Vocabularies(Function<EncodingType, Encoding> loader) {
    this.loader = loader;
  }

  /** A vocabulary; waits while it is loaded. */
  Encoding get(EncodingType type) {
    return loaded.computeIfAbsent(type, this::load).join();
  }

  private CompletableFuture<Encoding> load(EncodingType type) {
    return CompletableFuture.supplyAsync(
        () -> loader.apply(type),
        load -> Thread.ofPlatform().name("cco-vocabulary").daemon().start(load));
  }
}
