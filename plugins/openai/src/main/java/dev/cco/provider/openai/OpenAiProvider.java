package dev.cco.provider.openai;

import dev.cco.kit.ProviderFile;
import dev.cco.kit.Speech;
import dev.cco.kit.VendorHeaders;
import dev.cco.kit.WireSpeaker;
import dev.cco.protocol.chat.ChatStyle;
import dev.cco.protocol.chat.ChatStyle.Feature;
import dev.cco.spi.Conversation;
import dev.cco.spi.Credential;
import dev.cco.spi.Events;
import dev.cco.spi.Model;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Target;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireProvider;
import dev.cco.spi.WireRequest;
import jakarta.enterprise.context.Dependent;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** OpenAI, and by another endpoint any server that is alike; such a one may need no key. */
@Dependent
public class OpenAiProvider implements WireProvider {
  private static final ProviderMetadata METADATA = ProviderFile.read(OpenAiProvider.class);
  private static final VendorHeaders HEADERS =
      new VendorHeaders(
          Credential.Scheme.BEARER,
          List.of("openai-organization", "openai-project", "idempotency-key"),
          Map.of());

  private static final Pattern O_SERIES = Pattern.compile("o[0-9]");

  private final WireSpeaker speaker =
      new WireSpeaker(METADATA.id(), Speech.chat(OpenAiProvider::style), HEADERS);

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

  /**
   * OpenAI refuses {@code max_tokens}, other servers do not know {@code max_completion_tokens}. One
   * of OpenAI's own models behind another address is still OpenAI's.
   */
  static ChatStyle style(Target target) {
    boolean known = !target.model().traits().equals(Model.Traits.UNDESCRIBED);
    if (!known && !isOpenAi(target)) {
      return ChatStyle.COMPATIBLE;
    }
    // The models of the o series call one tool at a time and refuse to be told.
    return O_SERIES.matcher(target.model().id()).lookingAt()
        ? ChatStyle.OPENAI.without(Feature.PARALLEL_TOOL_CALLS)
        : ChatStyle.OPENAI;
  }

  private static boolean isOpenAi(Target target) {
    String host = target.endpoint().map(URI::getHost).flatMap(Optional::ofNullable).orElse("");
    return ("." + host.toLowerCase(Locale.ROOT)).endsWith(".api.openai.com");
  }
}
