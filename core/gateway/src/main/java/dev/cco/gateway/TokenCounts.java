package dev.cco.gateway;

import dev.cco.gateway.Exchange.Outcome;
import dev.cco.gateway.dispatch.Dispatcher;
import dev.cco.gateway.dispatch.Opened;
import dev.cco.gateway.routing.Route;
import dev.cco.protocol.PromptSize;
import dev.cco.spi.Conversation;
import dev.cco.spi.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Counts a prompt's tokens: by the provider where it can, else by an estimate that errs high. */
final class TokenCounts {
  /** Fewer bytes to a token than any current tokenizer has on English, code or JSON. */
  private static final int BYTES_PER_TOKEN = 3;

  private final Dispatcher dispatcher;
  private final Answers answers;

  TokenCounts(Dispatcher dispatcher, Answers answers) {
    this.dispatcher = dispatcher;
    this.answers = answers;
  }

  Reply reply(Exchange exchange, Route route) {
    if (dispatcher.passes(route, exchange.operation())) {
      Opened counted = dispatcher.open(exchange, List.of(route));
      Reply reply = answers.whole(exchange, counted);
      reply.headers().put("x-cco-token-count", "native");
      return reply;
    }
    Conversation asked =
        exchange.dialect().readCountRequest(exchange.facts().tape(), exchange.headers());
    long tokens = PromptSize.of(asked).tokens(BYTES_PER_TOKEN);
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
            .put("x-cco-token-count", "estimate");
    byte[] body = ("{\"input_tokens\":" + tokens + "}").getBytes(StandardCharsets.UTF_8);
    return new Reply(200, headers.toMap(), new Reply.Whole(body));
  }
}
