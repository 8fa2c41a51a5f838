package dev.cco.gateway.routing;

import dev.cco.spi.ProviderMetadata;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The first eight bytes of SHA-256 over everything that decides where a name leads. The same over
 * restarts and machines, so that stored answers outlive both; comments and the order of members do
 * not count.
 */
final class RoutingRevision {
  private static final int FORMAT = 1;

  private final DataOutputStream out;

  private RoutingRevision(DataOutputStream out) {
    this.out = out;
  }

  static long of(List<ProviderMetadata> providers, RoutingConfig config) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      new RoutingRevision(out).write(providers, config);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
      return ByteBuffer.wrap(digest).getLong();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void write(List<ProviderMetadata> providers, RoutingConfig config) throws IOException {
    out.writeInt(providers.size());
    for (ProviderMetadata provider : providers) {
      write(provider);
    }
    out.writeInt(config.routes().size());
    for (RouteRule rule : config.routes()) {
      write(rule);
    }
    out.writeInt(config.fallbackChain().size());
    for (Map.Entry<String, List<String>> chain : sorted(config.fallbackChain()).entrySet()) {
      text(chain.getKey());
      texts(chain.getValue());
    }
    map(config.aliases());
  }

  private void write(ProviderMetadata provider) throws IOException {
    text(provider.id());
    text(provider.endpoint().map(URI::toString));
    out.writeInt(provider.routes().size());
    for (ProviderMetadata.Route route : provider.routes()) {
      text(route.pattern());
      text(route.stripPrefix());
    }
  }

  private void write(RouteRule rule) throws IOException {
    text(rule.pattern());
    text(rule.provider());
    text(rule.endpoint().map(URI::toString));
    text(rule.apiKeyEnv());
    text(rule.timeout().map(Duration::toString));
    text(rule.maxRetries().map(String::valueOf));
    text(rule.stripPrefix());
    text(rule.model());
    out.writeBoolean(rule.forwardClientCredential());
    map(rule.options());
  }

  private void map(Map<String, String> map) throws IOException {
    out.writeInt(map.size());
    for (Map.Entry<String, String> entry : sorted(map).entrySet()) {
      text(entry.getKey());
      text(entry.getValue());
    }
  }

  private void texts(Collection<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      text(text);
    }
  }

  private void text(Optional<String> text) throws IOException {
    out.writeBoolean(text.isPresent());
    text(text.orElse(""));
  }

  private void text(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return new TreeMap<>(map);
  }
}
