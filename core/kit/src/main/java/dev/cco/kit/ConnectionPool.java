package dev.cco.kit;

import dev.cco.spi.Target;
import dev.cco.spi.UpstreamFailure;
import dev.cco.spi.UpstreamFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.ConnectionEndpoint.RequestExecutor;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Connections of one provider, kept open between calls. */
final class ConnectionPool implements AutoCloseable {
  private static final RequestExecutor EXECUTOR = new HttpRequestExecutor()::execute;
  private static final TimeValue KEEP_ALIVE = TimeValue.ofSeconds(55);
  private static final TimeValue CHECK_AFTER = TimeValue.ofSeconds(2);
  private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(10);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);

  private final PoolingHttpClientConnectionManager manager;
  private final SilenceWatch silence = new SilenceWatch();
  private final Clock clock;
  private final AtomicLong sweptAt;

  ConnectionPool(int size, Clock clock) {
    this.clock = clock;
    this.sweptAt = new AtomicLong(clock.millis());
    this.manager =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(size)
            .setMaxConnTotal(Integer.MAX_VALUE)
            .setTlsSocketStrategy(new DefaultClientTlsStrategy(SSLContexts.createSystemDefault()))
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setValidateAfterInactivity(CHECK_AFTER)
                    .setTimeToLive(LONGEST_LIFE)
                    // Silence is watched over for all connections at once.
                    .setSocketTimeout(Timeout.DISABLED)
                    .build())
            .build();
  }

  /** A connection, open or yet to be opened; waits for a free one as long as for connecting. */
  Leased lease(String provider, HttpRoute route, Target.Timeouts timeouts) {
    Timeout wait = timeout(timeouts.connect());
    try {
      ConnectionEndpoint endpoint = manager.lease(provider, route, wait, null).get(wait);
      return new Leased(provider, route, endpoint);
    } catch (TimeoutException | ExecutionException full) {
      throw new UpstreamFailure(
          Kind.TIMEOUT, "no connection to " + provider + " became free in time", full);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UpstreamFailure(
          Kind.TIMEOUT, "interrupted while waiting for a connection to " + provider, interrupted);
    }
  }

  @Override
  public void close() {
    manager.close(CloseMode.IMMEDIATE);
    silence.close();
  }

  private static Timeout timeout(Duration duration) {
    return Timeout.ofMilliseconds(Math.max(1, duration.toMillis()));
  }

  /** Not on every call: it walks over all idle connections. */
  private void sweep() {
    long now = clock.millis();
    long before = sweptAt.get();
    if (now - before > SWEEP_EVERY.toMillis() && sweptAt.compareAndSet(before, now)) {
      manager.closeExpired();
    }
  }

  /** A connection in use by one call. */
  final class Leased implements Lease {
    private final String provider;
    private final HttpRoute route;
    private final ConnectionEndpoint endpoint;
    private final SilenceWatch.Line line;
    private final HttpClientContext context = HttpClientContext.create();

    /** How long the upstream may be silent in the middle of its answer. */
    private Duration idle = Duration.ZERO;

    /** Whether the upstream keeps the connection open; said by the head of its answer. */
    private volatile boolean reusable;

    private Leased(String provider, HttpRoute route, ConnectionEndpoint endpoint) {
      this.provider = provider;
      this.route = route;
      this.endpoint = endpoint;
      this.line = silence.over(() -> endpoint.close(CloseMode.IMMEDIATE));
    }

    boolean isOpen() {
      return endpoint.isConnected();
    }

    /** Opens the connection, anew if it was open. */
    void open(Target.Timeouts timeouts) throws IOException, HttpException {
      endpoint.close(CloseMode.IMMEDIATE);
      manager.connect(endpoint, timeout(timeouts.connect()), context);
      if (route.isTunnelled()) {
        tunnel(timeouts);
        endpoint.setSocketTimeout(Timeout.DISABLED);
      }
    }

    private void tunnel(Target.Timeouts timeouts) throws IOException, HttpException {
      String authority = route.getTargetHost().toHostString();
      ClassicHttpRequest connect =
          new BasicClassicHttpRequest("CONNECT", route.getTargetHost(), authority);
      connect.addHeader("host", authority);
      endpoint.setSocketTimeout(timeout(timeouts.connect()));
      int status = endpoint.execute(provider, connect, EXECUTOR, context).getCode();
      if (status != 200) {
        throw new IOException("the proxy answered " + status);
      }
      manager.upgrade(endpoint, context);
    }

    /** Sends a request and waits for the head of its answer. */
    ClassicHttpResponse execute(ClassicHttpRequest request, Target.Timeouts timeouts)
        throws IOException, HttpException {
      idle = timeouts.idle();
      ClassicHttpResponse response =
          line.<ClassicHttpResponse, HttpException>await(
              timeouts.firstByte(), () -> endpoint.execute(provider, request, EXECUTOR, context));
      reusable =
          DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
      return response;
    }

    @Override
    public int read(InputStream body, byte[] target, int offset, int size) throws IOException {
      return line.<Integer, RuntimeException>await(idle, () -> body.read(target, offset, size));
    }

    @Override
    public void hurry(int millis) {
      endpoint.setSocketTimeout(Timeout.ofMilliseconds(millis));
    }

    @Override
    public void giveBack() {
      if (!reusable) {
        cut();
        return;
      }
      line.close();
      manager.release(endpoint, null, KEEP_ALIVE);
      sweep();
    }

    @Override
    public void cut() {
      line.close();
      endpoint.close(CloseMode.IMMEDIATE);
      manager.release(endpoint, null, TimeValue.ZERO_MILLISECONDS);
    }
  }
}
