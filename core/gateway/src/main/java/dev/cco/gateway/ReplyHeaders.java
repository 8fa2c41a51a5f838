package dev.cco.gateway;

import dev.cco.gateway.routing.Route;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the headers of a reply in the order they are sent. */
final class ReplyHeaders {
  private final Map<String, String> headers = new LinkedHashMap<>();

  private ReplyHeaders() {}

  /** Headers that every reply has. */
  static ReplyHeaders of(Exchange exchange) {
    return new ReplyHeaders()
        .put("request-id", exchange.request().id())
        .put("x-request-id", exchange.request().id());
  }

  /** What the provider sent for its client to see; its own ids get a name of their own. */
  ReplyHeaders provider(Map<String, String> sent) {
    sent.forEach(
        (name, value) -> {
          switch (name) {
            case "request-id", "x-request-id" -> headers.put("x-cco-upstream-request-id", value);
            case "content-type", "content-length", "cache-control" -> {
              // Said by us, for the form that this client gets.
            }
            default -> headers.put(name, value);
          }
        });
    return this;
  }

  /** Who answered, and what could not be said to it. */
  ReplyHeaders served(Exchange exchange, Route route, List<String> dropped) {
    put("x-cco-model", route.upstreamModel());
    put("x-cco-provider", route.provider());
    put("x-cco-attempts", Integer.toString(exchange.attempts().size()));
    return dropped.isEmpty() ? this : put("x-cco-dropped", String.join(", ", dropped));
  }

  /** What it cost, where that is known. */
  ReplyHeaders cost(Money money) {
    money.cost().ifPresent(cost -> put("x-cco-cost-usd", plain(cost)));
    return this;
  }

  private static String plain(BigDecimal cost) {
    return cost.signum() == 0 ? "0" : cost.stripTrailingZeros().toPlainString();
  }

  /** A header of ours; line ends cannot get in. */
  ReplyHeaders put(String name, String value) {
    headers.put(name, value.replace('\r', ' ').replace('\n', ' '));
    return this;
  }

  Map<String, String> toMap() {
    return headers;
  }
}
