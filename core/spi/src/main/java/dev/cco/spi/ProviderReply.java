package dev.cco.spi;

import java.util.Map;

/**
 * What a provider answered to a call that failed, unmodified.
 *
 * @param headers by lower-case name; only those a client may see
 */
public record ProviderReply(int status, Map<String, String> headers, byte[] body) {
  public ProviderReply {
    headers = Map.copyOf(headers);
  }

  @Override
  public String toString() {
    return "ProviderReply[status=" + status + ", bytes=" + body.length + "]";
  }
}
