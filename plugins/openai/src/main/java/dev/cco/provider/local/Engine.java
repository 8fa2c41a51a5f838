package dev.cco.provider.local;

import dev.cco.protocol.chat.ChatStyle;
import java.util.Arrays;
import java.util.Optional;

/** Servers that name themselves in their lists of models, and what they then are known to know. */
enum Engine {
  LLAMA_CPP("llamacpp", "top-k, parallel-tool-calls, thinking-switch"),
  VLLM("vllm", "top-k, parallel-tool-calls, thinking-switch, continue-final-message");

  private final String owner;
  private final String features;

  Engine(String owner, String features) {
    this.owner = owner;
    this.features = features;
  }

  /** The engine that says that it owns a model. */
  static Optional<Engine> of(String owner) {
    return Arrays.stream(values()).filter(engine -> engine.owner.equals(owner)).findFirst();
  }

  ChatStyle style() {
    return ChatStyle.COMPATIBLE.with(features);
  }
}
