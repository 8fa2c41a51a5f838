package dev.cco.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * An HTTP server on the loopback interface that does to the byte what a test tells it, and keeps
 * what it received. Each connection has a virtual thread.
 */
public final class FaultServer implements AutoCloseable {
  private final ServerSocket listener;
  private final String scheme;
  private final Function<Received, Reply> script;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final Semaphore departures = new Semaphore(0);

  private FaultServer(ServerSocketFactory sockets, String scheme, Function<Received, Reply> script)
      throws IOException {
    this.listener = sockets.createServerSocket(0, 512, InetAddress.getLoopbackAddress());
    this.scheme = scheme;
    this.script = script;
  }

  /** A server that answers each request as {@code script} says. */
  public static FaultServer start(Function<Received, Reply> script) {
    return start(ServerSocketFactory.getDefault(), "http", script);
  }

  /** The same over TLS, with the certificate that is in {@code tls}. */
  public static FaultServer start(SSLContext tls, Function<Received, Reply> script) {
    return start(tls.getServerSocketFactory(), "https", script);
  }

  private static FaultServer start(
      ServerSocketFactory sockets, String scheme, Function<Received, Reply> script) {
    try {
      FaultServer server = new FaultServer(sockets, scheme, script);
      Thread.ofVirtual().name("fault-server").start(server::accept);
      return server;
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
  }

  /** A server that answers every request alike. */
  public static FaultServer always(Reply reply) {
    return start(request -> reply);
  }

  /** A server that gives each reply once, in order. */
  public static FaultServer inTurn(Reply... replies) {
    Iterator<Reply> next = List.of(replies).iterator();
    return start(
        request -> {
          synchronized (next) {
            return next.next();
          }
        });
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort());
  }

  /** What came in so far. */
  public List<Received> received() {
    return List.copyOf(received);
  }

  /** The only request there was. */
  public Received only() {
    if (received.size() != 1) {
      throw new AssertionError("received " + received.size() + " requests instead of one");
    }
    return received.getFirst();
  }

  /** How many connections were opened. */
  public int connections() {
    return connections.get();
  }

  /**
   * Waits until a client has ended a connection in the middle of a reply.
   *
   * @return false if none did for so long that the test has failed
   */
  public boolean awaitDeparture() {
    try {
      return departures.tryAcquire(20, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException alreadyGone) {
      throw new UncheckedIOException(alreadyGone);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        open.add(socket);
        int number = connections.incrementAndGet();
        Thread.ofVirtual().name("fault-server-" + number).start(() -> serve(socket, number));
      }
    } catch (IOException closed) {
      if (!listener.isClosed()) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  /** A client that leaves shows as an exception of a read or a write. */
  private void serve(Socket socket, int number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      RequestReader reader = new RequestReader(socket.getInputStream(), number);
      for (Optional<Received> request = reader.next();
          request.isPresent();
          request = reader.next()) {
        received.add(request.get());
        play(script.apply(request.get()), socket);
        if (socket.isClosed()) {
          return;
        }
      }
    } catch (IOException gone) {
      departures.release();
    } finally {
      open.remove(socket);
    }
  }

  private void play(Reply reply, Socket socket) throws IOException {
    for (Reply.Step step : reply.steps()) {
      switch (step) {
        case Reply.Step.Send send -> {
          socket.getOutputStream().write(send.bytes());
          socket.getOutputStream().flush();
        }
        case Reply.Step.Trickle trickle -> {
          for (byte each : trickle.bytes()) {
            socket.getOutputStream().write(each);
            LockSupport.parkNanos(trickle.pause().toNanos());
          }
        }
        case Reply.Step.Await await -> {
          if (!await.gate().await()) {
            throw new IOException("a gate stayed shut");
          }
        }
        case Reply.Step.Silence silence -> awaitEnd(socket.getInputStream());
        case Reply.Step.Close close -> socket.close();
        case Reply.Step.Reset reset -> {
          socket.setSoLinger(true, 0);
          socket.close();
        }
      }
    }
  }

  private static void awaitEnd(InputStream in) throws IOException {
    if (in.read() < 0) {
      throw new IOException("the client has left");
    }
    throw new IOException("the client sent more while it should have waited");
  }
}
