package dev.cco.provider.local;

import dev.cco.kit.FreePrice;
import dev.cco.kit.KnownModels;
import dev.cco.kit.ProviderFile;
import dev.cco.kit.Speech;
import dev.cco.kit.VendorHeaders;
import dev.cco.kit.WireSpeaker;
import dev.cco.protocol.chat.ChatStyle;
import dev.cco.provider.local.ModelList.Served;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Events;
import dev.cco.spi.Model;
import dev.cco.spi.ModelDirectory;
import dev.cco.spi.Operation;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderException;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.Target;
import dev.cco.spi.WireAnswer;
import dev.cco.spi.WireProvider;
import dev.cco.spi.WireRequest;
import jakarta.enterprise.context.Dependent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * vLLM, llama.cpp, LocalAI and their like. A provider of its own beside {@code openai}, so that it
 * has its own endpoint and OpenAI's key never goes there. Its own settings: {@code
 * savings-comparison}, and {@code features}, what the server knows beyond what all do, which a
 * route's option of the same name adjusts.
 */
@Dependent
public class LocalProvider implements WireProvider, ModelDirectory {
  private static final ProviderMetadata METADATA = ProviderFile.read(LocalProvider.class);

  private static final byte[] NOTHING = {};

  private final WireSpeaker speaker =
      new WireSpeaker(METADATA.id(), Speech.chat(this::style), VendorHeaders.BEARER);

  private final KnownModels known = new KnownModels();

  /** By the models' names; the value is never changed. */
  private volatile Map<String, Engine> engines = Map.of();

  /** Set once by {@link #start}. */
  private volatile String features = "";

  /** Set once by {@link #start}. */
  private volatile ProviderMetadata metadata = METADATA;

  @Override
  public ProviderMetadata metadata() {
    return metadata;
  }

  @Override
  public void start(ProviderContext context) {
    metadata = FreePrice.compared(METADATA, context.setting("savings-comparison"));
    features = checked(context.setting("features").orElse(""));
    speaker.start(context);
  }

  @Override
  public WireAnswer forward(Target target, WireRequest request) {
    if (request.operation() != Operation.COUNT_TOKENS) {
      return speaker.forward(target, request);
    }
    if (!engines.containsKey(target.model().id())) {
      throw uncounted();
    }
    try {
      return speaker.forward(target, request);
    } catch (ProviderException failed) {
      // In a language that the client does not speak, and an estimate is better than any error.
      throw uncounted();
    }
  }

  /** That the server has no such path: few of its kind count, and some answer anything at all. */
  private static CallerFault uncounted() {
    return new CallerFault("the server does not count", new ProviderReply(501, Map.of(), NOTHING));
  }

  @Override
  public Events converse(Target target, Conversation conversation) {
    return speaker.converse(known.describe(target), conversation);
  }

  @Override
  public List<Model> listModels(Target target) {
    List<Served> served =
        new ModelList(FreePrice.of(metadata)).read(speaker.get(target, "/v1/models"));
    Map<String, Engine> named = new HashMap<>();
    served.forEach(one -> one.engine().ifPresent(engine -> named.put(one.model().id(), engine)));
    engines = Map.copyOf(named);
    return known.learn(served.stream().map(Served::model).toList());
  }

  /** What the operator says of the server comes after what it says of itself. */
  private ChatStyle style(Target target) {
    Engine engine = engines.get(target.model().id());
    return (engine == null ? ChatStyle.COMPATIBLE : engine.style()).with(features);
  }

  private static String checked(String features) {
    try {
      ChatStyle.COMPATIBLE.with(features);
      return features;
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
