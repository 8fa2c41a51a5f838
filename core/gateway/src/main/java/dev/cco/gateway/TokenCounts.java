package dev.cco.gateway;

import dev.cco.gateway.Exchange.Outcome;
import dev.cco.gateway.dispatch.Dispatcher;
import dev.cco.gateway.routing.Route;
import dev.cco.gateway.tokens.PromptTokens;
import dev.cco.spi.Conversation;
import dev.cco.spi.ProviderException;
import dev.cco.spi.ProviderReply;
import dev.cco.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Counts a prompt's tokens: by the provider where it can, else here. */
final class TokenCounts {
  private static final String SOURCE = "x-cco-token-count";

  private final Dispatcher dispatcher;
  private final Answers answers;

  TokenCounts(Dispatcher dispatcher, Answers answers) {
    this.dispatcher = dispatcher;
    this.answers = answers;
  }

  Reply reply(Exchange exchange, Route route) {
    if (!dispatcher.passes(route, exchange.operation())) {
      return counted(exchange, route);
    }
    try {
      Reply reply = answers.whole(exchange, dispatcher.open(exchange, List.of(route)));
      reply.headers().put(SOURCE, "native");
      return reply;
    } catch (ProviderException e) {
      if (hasNoSuchPath(e)) {
        return counted(exchange, route);
      }
      throw e;
    }
  }

  /**
   * Whether what listens there serves messages but does not count: servers that are alike seldom
   * do. A model that is not there is another 404, and for the client to know.
   */
  private static boolean hasNoSuchPath(ProviderException e) {
    return e.reply()
        .filter(
            reply ->
                switch (reply.status()) {
                  case 404 -> !isAboutTheModel(reply);
                  case 405, 501 -> true;
                  default -> false;
                })
        .isPresent();
  }

  private static boolean isAboutTheModel(ProviderReply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8).contains("model");
  }

  private Reply counted(Exchange exchange, Route route) {
    Conversation asked =
        exchange.dialect().readCountRequest(exchange.facts().tape(), exchange.headers());
    PromptTokens.Count count = PromptTokens.of(asked, route.upstreamModel());
    answers.record(
        exchange,
        new Outcome(
            200,
            Optional.empty(),
            Optional.of(route.upstreamModel()),
            Optional.of(route.provider()),
            Usage.UNKNOWN,
            Money.NOTHING));
    ReplyHeaders headers =
        ReplyHeaders.of(exchange)
            .put("Content-Type", "application/json")
            .put(SOURCE, count.source().word());
    byte[] body = ("{\"input_tokens\":" + count.tokens() + "}").getBytes(StandardCharsets.UTF_8);
    return new Reply(200, headers.toMap(), new Reply.Whole(body));
  }
}
