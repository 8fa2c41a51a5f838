package dev.cco.kit;

import dev.cco.spi.Credential;
import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/**
 * One call of an upstream.
 *
 * @param method of HTTP
 * @param endpoint the API's root; a trailing {@code /v1} is taken as part of it only once
 * @param path the path below the root, beginning with a slash
 * @param headers what the vendor wants to know, the credential among it
 * @param body absent where nothing is sent
 */
public record UpstreamCall(
    String method,
    URI endpoint,
    String path,
    List<Header> headers,
    Optional<UpstreamBody> body,
    Optional<Credential> credential,
    Target.Timeouts timeouts) {

  public UpstreamCall {
    headers = List.copyOf(headers);
  }

  /** A {@code POST} of JSON to the target's endpoint. */
  public static UpstreamCall post(
      Target target, String path, byte[] body, List<Header> headers, Credential.Scheme preferred) {
    return of("POST", target, path, Optional.of(new UpstreamBody.Bytes(body)), headers, preferred);
  }

  /** A {@code GET} at the target's endpoint. */
  public static UpstreamCall get(Target target, String path, Credential.Scheme preferred) {
    return of("GET", target, path, Optional.empty(), List.of(), preferred);
  }

  /** A call of any method at the target's endpoint. */
  public static UpstreamCall of(
      String method,
      Target target,
      String path,
      Optional<UpstreamBody> body,
      List<Header> headers,
      Credential.Scheme preferred) {
    URI endpoint =
        target
            .endpoint()
            .orElseThrow(
                () ->
                    new UpstreamFailure(
                        UpstreamFailure.Kind.UNREACHABLE, "no endpoint is configured"));
    List<Header> all = new ArrayList<>(headers.size() + 1);
    all.addAll(headers);
    target.credential().ifPresent(credential -> all.add(header(credential, preferred)));
    return new UpstreamCall(
        method, endpoint, path, all, body, target.credential(), target.timeouts());
  }

  private static Header header(Credential credential, Credential.Scheme preferred) {
    Credential.Scheme scheme =
        credential.scheme() == Credential.Scheme.PROVIDER ? preferred : credential.scheme();
    return switch (scheme) {
      case API_KEY -> new BasicHeader("x-api-key", credential.secret().reveal(), true);
      case PROVIDER, BEARER ->
          new BasicHeader("authorization", "Bearer " + credential.secret().reveal(), true);
    };
  }

  @Override
  public String toString() {
    return "UpstreamCall[" + endpoint + path + "]";
  }
}
