package dev.cco.web.api;

import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.Exchange;
import dev.cco.gateway.Gateway.Taken;
import dev.cco.gateway.RefusalException;
import dev.cco.protocol.ApiError;
import dev.cco.spi.Operation;
import dev.cco.web.Cco;
import dev.cco.web.Lifecycle;
import dev.cco.web.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes a request from the container's thread to a virtual one, and its reply back. */
@ApplicationScoped
public class Exchanges {
  private static final Logger LOGGER = System.getLogger(Exchanges.class.getName());

  private static final String WAITING = Waiting.class.getName();

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  @Inject Lifecycle lifecycle;
  @Inject RequestReader reader;

  /** A request that was read and is to be answered. */
  private record Waiting(Cco cco, Exchange exchange) {}

  /**
   * Reads a request; answers it at once where that needs nobody else, and leaves it to {@link
   * #answer} otherwise.
   */
  public void take(Operation operation, ContainerRequestContext http) {
    String id = RequestIds.next();
    try {
      Cco cco = running();
      Settings settings = cco.settings();
      ClientRequest request =
          reader.read(id, operation, http, settings.bodyLimit(), settings.bodiesLimit());
      switch (taken(cco, request)) {
        case Taken.Answered answered -> {
          reader.release(request);
          http.abortWith(Replies.response(answered.reply()));
        }
        case Taken.Pending pending ->
            http.setProperty(WAITING, new Waiting(cco, pending.exchange()));
      }
    } catch (RefusalException e) {
      http.abortWith(Replies.refusal(operation, e.error(), id));
    } catch (RuntimeException e) {
      http.abortWith(defect(operation, id, e));
    }
  }

  private Taken taken(Cco cco, ClientRequest request) {
    try {
      return cco.gateway().take(request);
    } catch (RuntimeException e) {
      reader.release(request);
      throw e;
    }
  }

  /** Lets the container's thread go before anything is asked. */
  public void answer(HttpServletRequest http, AsyncResponse response) {
    // A property of the request is an attribute of the servlet's.
    if (!(http.getAttribute(WAITING) instanceof Waiting waiting)) {
      throw new IllegalStateException("the request was not read");
    }
    workers.execute(() -> answer(waiting, response));
  }

  private void answer(Waiting waiting, AsyncResponse response) {
    try {
      response.resume(Replies.response(waiting.cco().gateway().answer(waiting.exchange())));
    } catch (RuntimeException e) {
      ClientRequest request = waiting.exchange().request();
      response.resume(defect(request.operation(), request.id(), e));
    } finally {
      reader.release(waiting.exchange().request());
    }
  }

  /** What a client is told of a defect, which is logged. */
  static Response defect(Operation operation, String id, RuntimeException failure) {
    LOGGER.log(Level.ERROR, "A request failed by a defect: requestId=" + id, failure);
    ApiError error =
        ApiError.of(500, ApiError.Kind.API, "Something went wrong inside CCO; see its log.");
    return Replies.refusal(operation, error, id);
  }

  /**
   * What serves.
   *
   * @throws RefusalException while nothing does
   */
  public Cco running() {
    return switch (lifecycle.state()) {
      case Lifecycle.State.Running running -> running.cco();
      case Lifecycle.State.Starting starting ->
          throw new RefusalException(
              ApiError.of(503, ApiError.Kind.OVERLOADED, "CCO is starting or stopping."));
      case Lifecycle.State.Misconfigured wrong ->
          throw new RefusalException(
              ApiError.of(503, ApiError.Kind.API, "CCO is not configured: " + wrong.message()));
    };
  }
}
