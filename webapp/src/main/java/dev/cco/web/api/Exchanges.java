package dev.cco.web.api;

import dev.cco.gateway.ClientRequest;
import dev.cco.gateway.Exchange;
import dev.cco.gateway.Gateway.Taken;
import dev.cco.gateway.RefusalException;
import dev.cco.gateway.Reply;
import dev.cco.protocol.ApiError;
import dev.cco.spi.Operation;
import dev.cco.web.Cco;
import dev.cco.web.Lifecycle;
import dev.cco.web.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes a request from the container's thread to a virtual one, and its reply back. */
@ApplicationScoped
public class Exchanges {
  private static final Logger LOGGER = System.getLogger(Exchanges.class.getName());

  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  private final RequestReader reader = new RequestReader();

  @Inject Lifecycle lifecycle;

  /**
   * Reads a request; answers it at once where that needs nobody else, and lets the container's
   * thread go otherwise. What the cache knows by its bytes is answered here: changing threads costs
   * more than such an answer.
   */
  public void answer(InferencePath asked, HttpServletRequest http, HttpServletResponse response) {
    String id = RequestIds.next();
    try {
      Optional<Reply> known = answerAtOnce(id, asked, http, response);
      if (known.isPresent()) {
        Replies.send(known.get(), response);
      }
    } catch (IOException clientGone) {
      LOGGER.log(Level.DEBUG, "A client left: requestId=" + id, clientGone);
    }
  }

  /** The answer that needs nobody else; absent if it is given later, by another thread. */
  private Optional<Reply> answerAtOnce(
      String id, InferencePath asked, HttpServletRequest http, HttpServletResponse response)
      throws IOException {
    try {
      Cco cco = running();
      Settings settings = cco.settings();
      ClientRequest request =
          reader.read(id, asked, http, settings.bodyLimit(), settings.bodiesLimit());
      return answerAtOnce(cco, request, http, response);
    } catch (RefusalException e) {
      return Optional.of(Replies.refused(asked.operation().protocol(), e.error(), id));
    } catch (RuntimeException e) {
      return Optional.of(defect(asked.operation(), id, e));
    }
  }

  private Optional<Reply> answerAtOnce(
      Cco cco, ClientRequest request, HttpServletRequest http, HttpServletResponse response) {
    boolean handedOn = false;
    try {
      switch (cco.gateway().take(request)) {
        case Taken.Answered answered -> {
          return Optional.of(answered.reply());
        }
        case Taken.Pending pending -> {
          AsyncContext waiting = http.startAsync(http, response);
          waiting.setTimeout(0);
          workers.execute(() -> answer(cco, pending.exchange(), response, waiting));
          handedOn = true;
          return Optional.empty();
        }
      }
    } finally {
      if (!handedOn) {
        reader.release(request);
      }
    }
  }

  private void answer(
      Cco cco, Exchange exchange, HttpServletResponse response, AsyncContext waiting) {
    try {
      Replies.send(reply(cco, exchange), response);
    } catch (IOException clientGone) {
      LOGGER.log(Level.DEBUG, "A client left: requestId=" + exchange.request().id(), clientGone);
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "An answer broke: requestId=" + exchange.request().id(), e);
    } finally {
      reader.release(exchange.request());
      waiting.complete();
    }
  }

  private static Reply reply(Cco cco, Exchange exchange) {
    try {
      return cco.gateway().answer(exchange);
    } catch (RuntimeException e) {
      return defect(exchange.operation(), exchange.request().id(), e);
    }
  }

  /** What a client is told of a defect, which is logged. */
  static Reply defect(Operation operation, String id, RuntimeException failure) {
    LOGGER.log(Level.ERROR, "A request failed by a defect: requestId=" + id, failure);
    ApiError error =
        ApiError.of(500, ApiError.Kind.API, "Something went wrong inside CCO; see its log.");
    return Replies.refused(operation.protocol(), error, id);
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
