package dev.cco.provider.local;

import dev.cco.kit.KnownModels;
import dev.cco.kit.ProviderFile;
import dev.cco.kit.Speech;
import dev.cco.kit.VendorHeaders;
import dev.cco.kit.WireSpeaker;
import dev.cco.protocol.chat.ChatStyle;
import dev.cco.spi.Conversation;
import dev.cco.spi.Events;
import dev.cco.spi.Model;
import dev.cco.spi.ModelDirectory;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Target;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireProvider;
import dev.cco.spi.WireRequest;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Optional;

/**
 * vLLM, llama.cpp, LocalAI and their like. A provider of its own beside {@code openai}, so that it
 * has its own endpoint and OpenAI's key never goes there. Its own settings: {@code
 * savings-comparison}, and {@code features}, what the server knows beyond what all do, which a
 * route's option of the same name adjusts.
 */
@Dependent
public class LocalProvider implements WireProvider, ModelDirectory {
  private static final ProviderMetadata METADATA = ProviderFile.read(LocalProvider.class);

  private final WireSpeaker speaker =
      new WireSpeaker(METADATA.id(), Speech.chat(target -> style()), VendorHeaders.BEARER);

  private final KnownModels known = new KnownModels();

  /** Set once by {@link #start}. */
  private volatile ChatStyle style = ChatStyle.COMPATIBLE;

  /** Set once by {@link #start}. */
  private volatile Optional<String> savingsComparison = Optional.empty();

  @Override
  public ProviderMetadata metadata() {
    return METADATA;
  }

  @Override
  public void start(ProviderContext context) {
    savingsComparison = context.setting("savings-comparison");
    style = style(context.setting("features").orElse(""));
    speaker.start(context);
  }

  @Override
  public WireAnswer forward(Target target, WireRequest request) {
    return speaker.forward(target, request);
  }

  @Override
  public Events converse(Target target, Conversation conversation) {
    return speaker.converse(known.describe(target), conversation);
  }

  @Override
  public List<Model> listModels(Target target) {
    return known.learn(new ModelList(savingsComparison).read(speaker.get(target, "/v1/models")));
  }

  private ChatStyle style() {
    return style;
  }

  private static ChatStyle style(String features) {
    try {
      return ChatStyle.COMPATIBLE.with(features);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "cco.provider." + METADATA.id() + ".features: " + unknown.getMessage(), unknown);
    }
  }

  @Override
  public void close() {
    speaker.close();
  }
}
