package dev.cco.provider.local;

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
 * has its own endpoint and OpenAI's key never goes there. Its own setting: {@code
 * savings-comparison}.
 */
@Dependent
public class LocalProvider implements WireProvider, ModelDirectory {
  private static final ProviderMetadata METADATA = ProviderFile.read(LocalProvider.class);

  private final WireSpeaker speaker =
      new WireSpeaker(
          METADATA.id(), Speech.chat(target -> ChatStyle.COMPATIBLE), VendorHeaders.BEARER);

  /** Set once by {@link #start}. */
  private volatile Optional<String> savingsComparison = Optional.empty();

  @Override
  public ProviderMetadata metadata() {
    return METADATA;
  }

  @Override
  public void start(ProviderContext context) {
    savingsComparison = context.setting("savings-comparison");
    speaker.start(context);
  }

  @Override
  public WireAnswer forward(Target target, WireRequest request) {
    return speaker.forward(target, request);
  }

  @Override
  public Events converse(Target target, Conversation conversation) {
    return speaker.converse(target, conversation);
  }

  @Override
  public List<Model> listModels(Target target) {
    return new ModelList(savingsComparison).read(speaker.get(target, "/v1/models"));
  }

  @Override
  public void close() {
    speaker.close();
  }
}
