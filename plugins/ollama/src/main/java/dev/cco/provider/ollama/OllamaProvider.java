package dev.cco.provider.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cco.kit.AnswerEvents;
import dev.cco.kit.Delivery;
import dev.cco.kit.FreePrice;
import dev.cco.kit.KnownModels;
import dev.cco.kit.ProviderFile;
import dev.cco.kit.Settings;
import dev.cco.kit.Strictness;
import dev.cco.kit.UpstreamAnswer;
import dev.cco.kit.UpstreamCall;
import dev.cco.kit.UpstreamClient;
import dev.cco.protocol.Translation;
import dev.cco.protocol.json.Json;
import dev.cco.protocol.sse.Patience;
import dev.cco.spi.CallerFault;
import dev.cco.spi.Conversation;
import dev.cco.spi.Credential;
import dev.cco.spi.Embedder;
import dev.cco.spi.Embeddings;
import dev.cco.spi.Events;
import dev.cco.spi.Model;
import dev.cco.spi.ModelDirectory;
import dev.cco.spi.Provider;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.ProviderMetadata;
import dev.cco.spi.Target;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's native {@code /api/chat} and {@code /api/embed}. Its own settings: {@code num-ctx} and
 * {@code keep-alive}, which a route's options of the same names override, and {@code
 * savings-comparison}.
 */
@Dependent
public class OllamaProvider implements Provider, ModelDirectory, Embedder {
  private static final ProviderMetadata METADATA = ProviderFile.read(OllamaProvider.class);

  /** What a start makes; set once. */
  private record Running(
      ProviderMetadata metadata, UpstreamClient client, RequestOptions options, ModelList models) {}

  private final KnownModels known = new KnownModels();

  private volatile @Nullable Running running;

  @Override
  public ProviderMetadata metadata() {
    Running started = running;
    return started == null ? METADATA : started.metadata();
  }

  @Override
  public void start(ProviderContext context) {
    ProviderMetadata metadata = FreePrice.compared(METADATA, context.setting("savings-comparison"));
    running =
        new Running(
            metadata,
            new UpstreamClient(METADATA.id(), context),
            RequestOptions.of(new Settings(METADATA.id(), context), context),
            new ModelList(FreePrice.of(metadata)));
  }

  @Override
  public Events converse(Target target, Conversation conversation) {
    Running started = running();
    Model model = known.describe(target).model();
    Translation request =
        new RequestWriter(conversation, model, started.options().with(target.options())).write();
    Strictness.check(target, request.dropped());
    Delivery delivery = new Delivery(conversation, request);
    Optional<Events> unasked = delivery.unasked();
    if (unasked.isPresent()) {
      return unasked.get();
    }
    UpstreamAnswer answer =
        started
            .client()
            .send(
                UpstreamCall.post(
                    target, "/api/chat", request.body(), List.of(), Credential.Scheme.BEARER));
    Events events =
        new AnswerEvents(
            answer,
            request.dropped(),
            new AnswerReader(
                answer.body(), patience(target, conversation.stream()), started.client()::broken));
    return delivery.of(events, true);
  }

  /** A plain answer is one line, whose time the whole call's limit bounds. */
  private static Patience patience(Target target, boolean stream) {
    return stream ? new Patience(target.timeouts().idle()) : Patience.endless();
  }

  @Override
  public Embeddings embed(Target target, List<String> texts, Optional<Integer> dimensions) {
    byte[] request =
        EmbedCall.request(
            target.model().id(), texts, dimensions, running().options().with(target.options()));
    return EmbedCall.answer(
        body(
            UpstreamCall.post(target, "/api/embed", request, List.of(), Credential.Scheme.BEARER)));
  }

  @Override
  public List<Model> listModels(Target target) {
    byte[] list = body(UpstreamCall.get(target, "/api/tags", Credential.Scheme.BEARER));
    return known.learn(running().models().read(list, name -> show(target, name)));
  }

  private JsonNode show(Target target, String name) {
    byte[] request = Json.bytes(Json.object().put("model", name));
    UpstreamCall call =
        UpstreamCall.post(target, "/api/show", request, List.of(), Credential.Scheme.BEARER);
    try {
      return Json.parse(body(call)).orElseGet(Json::object);
    } catch (CallerFault unknown) {
      // Removed since it was listed, or nothing that an old server can show.
      return Json.object();
    }
  }

  private byte[] body(UpstreamCall call) {
    Running started = running();
    try (UpstreamAnswer answer = started.client().send(call)) {
      return answer.body().readAllBytes();
    } catch (IOException broken) {
      throw started.client().broken(broken);
    }
  }

  @Override
  public void close() {
    Running started = running;
    if (started != null) {
      started.client().close();
    }
  }

  private Running running() {
    Running started = running;
    if (started == null) {
      throw new IllegalStateException("ollama was not started");
    }
    return started;
  }
}
