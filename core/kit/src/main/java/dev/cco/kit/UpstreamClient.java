package dev.cco.kit;

import dev.cco.spi.CallerFault;
import dev.cco.spi.Credential;
import dev.cco.spi.ProviderContext;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;

/**
 * Calls one provider's endpoints over pooled HTTP/1.1 connections, blocking. Works directly on the
 * connection pool: a gateway wants none of what an HTTP client does by itself (redirects, cookies,
 * retries, authentication), and so connecting, the first byte and the silence between reads each
 * have a time-out of their own. Settings: {@code max-connections}, {@code insecure}, {@code proxy}.
 */
public final class UpstreamClient implements AutoCloseable {
  private static final Header IDENTITY = new BasicHeader("accept-encoding", "identity");
  private static final Header JSON = new BasicHeader("content-type", "application/json");
  private static final Header USER_AGENT = new BasicHeader("user-agent", "cco/" + version());

  private final String provider;
  private final Verdict verdict;
  private final ConnectionPool pool;
  private final Optional<HttpHost> proxy;
  private final boolean insecure;

  /** Grows with the endpoints of the configuration only. */
  private final Map<URI, UpstreamAddress> addresses = new ConcurrentHashMap<>();

  /**
   * A client with a pool of its own.
   *
   * @throws IllegalArgumentException if a setting has a bad value
   */
  public UpstreamClient(String provider, ProviderContext context) {
    Settings settings = new Settings(provider, context);
    this.provider = provider;
    this.verdict = new Verdict(provider, context.clock());
    this.insecure = settings.flag("insecure", false);
    this.proxy = settings.proxy("proxy");
    this.pool = new ConnectionPool(settings.number("max-connections", 2048), context.clock());
  }

  /**
   * Sends a call and waits for the head of its answer.
   *
   * @return a success whose body is JSON, an event stream or JSON by lines
   * @throws CallerFault if the upstream refuses the request
   * @throws UpstreamFailure if it fails
   */
  public UpstreamAnswer send(UpstreamCall call) {
    UpstreamAddress address = address(call.endpoint());
    ClassicHttpRequest request = request(address, call);
    ConnectionPool.Leased connection = pool.lease(provider, address.route(), call.timeouts());
    Mask mask = new Mask(call.credential().map(Credential::secret));
    UpstreamAnswer answer = exchange(connection, request, call, mask);
    if (Verdict.isSuccess(answer.status(), answer.mediaType())) {
      return answer;
    }
    throw verdict.failure(answer, mask);
  }

  /** What the failure of a read from an answer's body means. */
  public UpstreamFailure broken(IOException cause) {
    return Failures.exchanging(provider, cause);
  }

  @Override
  public void close() {
    pool.close();
  }

  private UpstreamAnswer exchange(
      ConnectionPool.Leased connection, ClassicHttpRequest request, UpstreamCall call, Mask mask) {
    boolean answered = false;
    try {
      UpstreamAnswer answer = UpstreamAnswer.of(head(connection, request, call), connection, mask);
      answered = true;
      return answer;
    } catch (IOException broken) {
      throw broken(broken);
    } catch (HttpException notHttp) {
      throw Failures.notHttp(provider, notHttp);
    } finally {
      if (!answered) {
        connection.cut();
      }
    }
  }

  /** A pooled connection may have been closed by the other side since; that is tried once more. */
  private ClassicHttpResponse head(
      ConnectionPool.Leased connection, ClassicHttpRequest request, UpstreamCall call)
      throws IOException, HttpException {
    if (connection.isOpen()) {
      try {
        return connection.execute(request, call.timeouts());
      } catch (IOException lost) {
        if (Thread.currentThread().isInterrupted() || !isStale(lost)) {
          throw lost;
        }
      }
    }
    open(connection, call);
    return connection.execute(request, call.timeouts());
  }

  private void open(ConnectionPool.Leased connection, UpstreamCall call) throws HttpException {
    try {
      connection.open(call.timeouts());
    } catch (IOException cause) {
      throw Failures.connecting(provider, cause);
    }
  }

  /** Whether the connection was dead before the upstream said anything. */
  private static boolean isStale(IOException lost) {
    return lost instanceof NoHttpResponseException
        || lost instanceof SocketException
        || (lost instanceof SSLException && lost.getCause() instanceof SocketException);
  }

  private static ClassicHttpRequest request(UpstreamAddress address, UpstreamCall call) {
    String path = address.basePath() + call.path();
    ClassicHttpRequest request = new BasicClassicHttpRequest(call.method(), path);
    request.addHeader("host", address.authority());
    request.addHeader(USER_AGENT);
    request.addHeader(IDENTITY);
    call.headers().forEach(request::addHeader);
    if (call.body().isPresent()) {
      HttpEntity body = entity(call.body().get());
      request.addHeader(JSON);
      request.addHeader("content-length", Long.toString(body.getContentLength()));
      request.setEntity(body);
    }
    return request;
  }

  private static HttpEntity entity(UpstreamBody body) {
    return switch (body) {
      case UpstreamBody.Bytes bytes -> new ByteArrayEntity(bytes.bytes(), null);
      case UpstreamBody.InFile inFile -> new FileEntity(inFile.file().toFile(), null);
    };
  }

  private UpstreamAddress address(URI endpoint) {
    UpstreamAddress known = addresses.get(endpoint);
    if (known != null) {
      return known;
    }
    try {
      UpstreamAddress address = UpstreamAddress.of(endpoint, proxy, insecure);
      addresses.put(endpoint, address);
      return address;
    } catch (IllegalArgumentException refused) {
      throw new UpstreamFailure(
          Kind.UNREACHABLE, provider + ": " + Objects.toString(refused.getMessage(), ""), refused);
    }
  }

  private static String version() {
    try (InputStream in =
        Objects.requireNonNull(
            UpstreamClient.class.getResourceAsStream("version.txt"), "version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
