package dev.cco.kit;

import dev.cco.spi.Credential;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/**
 * The request headers that a vendor defines.
 *
 * @param credential the scheme it prefers for a credential
 * @param forwarded names of the client's headers that go on, in lower case; {@code vendor-*} stands
 *     for all that begin so
 * @param defaults sent where the client gave none, by lower-case name
 */
public record VendorHeaders(
    Credential.Scheme credential, List<String> forwarded, Map<String, String> defaults) {

  /** A bearer token and nothing else. */
  public static final VendorHeaders BEARER =
      new VendorHeaders(Credential.Scheme.BEARER, List.of(), Map.of());

  public VendorHeaders {
    forwarded = List.copyOf(forwarded);
    defaults = Map.copyOf(defaults);
  }

  List<Header> of(Map<String, List<String>> client) {
    List<Header> headers = new ArrayList<>(4);
    client.forEach(
        (name, values) -> {
          if (isForwarded(name)) {
            values.forEach(value -> headers.add(new BasicHeader(name, value)));
          }
        });
    defaults.forEach(
        (name, value) -> {
          if (!client.containsKey(name)) {
            headers.add(new BasicHeader(name, value));
          }
        });
    return headers;
  }

  private boolean isForwarded(String name) {
    for (String pattern : forwarded) {
      boolean matches =
          pattern.endsWith("*")
              ? name.startsWith(pattern.substring(0, pattern.length() - 1))
              : name.equals(pattern);
      if (matches) {
        return true;
      }
    }
    return false;
  }
}
