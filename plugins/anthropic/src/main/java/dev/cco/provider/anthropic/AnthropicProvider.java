package dev.cco.provider.anthropic;

import dev.cco.kit.ProviderFile;
import dev.cco.kit.Speech;
import dev.cco.kit.VendorHeaders;
import dev.cco.kit.WireSpeaker;
import dev.cco.spi.Conversation;
import dev.cco.spi.Credential;
import dev.cco.spi.Events;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Target;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireProvider;
import dev.cco.spi.WireRequest;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Map;

/** Anthropic. Versions, betas and whatever it invents next go through as the client sent them. */
@Dependent
public class AnthropicProvider implements WireProvider {
  private static final ProviderMetadata METADATA = ProviderFile.read(AnthropicProvider.class);

  /** The older version, as translated requests may hold a temperature, which the newer refuses. */
  private static final VendorHeaders HEADERS =
      new VendorHeaders(
          Credential.Scheme.API_KEY,
          List.of("anthropic-*"),
          Map.of("anthropic-version", "2023-06-01"));

  private final WireSpeaker speaker = new WireSpeaker(METADATA.id(), Speech.messages(), HEADERS);

  @Override
  public ProviderMetadata metadata() {
    return METADATA;
  }

  @Override
  public void start(ProviderContext context) {
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
  public void close() {
    speaker.close();
  }
}
