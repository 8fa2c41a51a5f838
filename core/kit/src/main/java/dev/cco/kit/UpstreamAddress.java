package dev.cco.kit;

import java.net.URI;
import java.util.Optional;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpHost;

/** An endpoint, taken apart once. */
record UpstreamAddress(HttpRoute route, String authority, String basePath) {

  /**
   * Reads an endpoint.
   *
   * @param proxy used for HTTPS to other machines
   * @throws IllegalArgumentException if it is not an address we send credentials to
   */
  static UpstreamAddress of(URI endpoint, Optional<HttpHost> proxy, boolean insecure) {
    String scheme = Optional.ofNullable(endpoint.getScheme()).orElse("");
    String host = Optional.ofNullable(endpoint.getHost()).orElse("");
    boolean secure = scheme.equalsIgnoreCase("https");
    if (host.isEmpty() || endpoint.getRawUserInfo() != null || endpoint.getRawQuery() != null) {
      throw new IllegalArgumentException("the configured endpoint is not the address of an API");
    }
    if (!secure && !scheme.equalsIgnoreCase("http")) {
      throw new IllegalArgumentException("the configured endpoint is neither http nor https");
    }
    if (!secure && !insecure && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "plain http to another machine needs the setting insecure=true");
    }
    int port = endpoint.getPort() >= 0 ? endpoint.getPort() : secure ? 443 : 80;
    HttpHost target = new HttpHost(secure ? "https" : "http", unbracketed(host), port);
    HttpRoute route =
        secure && proxy.isPresent() && !isLoopback(host)
            ? new HttpRoute(target, null, proxy.get(), true)
            : new HttpRoute(target, null, secure);
    String authority = endpoint.getPort() >= 0 ? host + ":" + port : host;
    return new UpstreamAddress(route, authority, basePath(endpoint));
  }

  private static boolean isLoopback(String host) {
    String plain = unbracketed(host);
    return plain.equals("localhost")
        || plain.equals("::1")
        || plain.matches("127(\\.[0-9]{1,3}){3}");
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** Without the {@code /v1} that people copy along and every path begins with. */
  private static String basePath(URI endpoint) {
    String path = Optional.ofNullable(endpoint.getRawPath()).orElse("").replaceAll("/+$", "");
    return path.endsWith("/v1") ? path.substring(0, path.length() - 3) : path;
  }
}
