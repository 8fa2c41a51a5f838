package dev.cco.provider.anthropic;

import dev.cco.kit.ProviderFile;
import dev.cco.kit.Speech;
import dev.cco.kit.UpstreamBody;
import dev.cco.kit.VendorHeaders;
import dev.cco.kit.WireSpeaker;
import dev.cco.spi.BatchCall;
import dev.cco.spi.BatchProvider;
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
import java.util.Optional;

/** Anthropic. Versions, betas and whatever it invents next go through as the client sent them. */
@Dependent
public class AnthropicProvider implements WireProvider, BatchProvider {
  private static final String BATCHES = "/v1/messages/batches";
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
  public WireAnswer batch(Target target, Map<String, List<String>> headers, BatchCall call) {
    return switch (call) {
      case BatchCall.Create create ->
          speaker.call(
              "POST",
              target,
              BATCHES,
              Optional.of(new UpstreamBody.InFile(create.body())),
              headers);
      case BatchCall.Get get -> bodiless("GET", target, "/" + get.id(), headers);
      case BatchCall.Cancel cancel ->
          speaker.call(
              "POST",
              target,
              BATCHES + "/" + cancel.id() + "/cancel",
              Optional.of(new UpstreamBody.Bytes(new byte[0])),
              headers);
      case BatchCall.Delete delete -> bodiless("DELETE", target, "/" + delete.id(), headers);
      case BatchCall.Results results ->
          bodiless("GET", target, "/" + results.id() + "/results", headers);
    };
  }

  private WireAnswer bodiless(
      String method, Target target, String path, Map<String, List<String>> headers) {
    return speaker.call(method, target, BATCHES + path, Optional.empty(), headers);
  }

  @Override
  public void close() {
    speaker.close();
  }
}
