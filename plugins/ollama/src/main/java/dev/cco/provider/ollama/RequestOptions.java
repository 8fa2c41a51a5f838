package dev.cco.provider.ollama;

import dev.cco.kit.Settings;
import dev.cco.spi.CallerFault;
import dev.cco.spi.ProviderContext;
import java.util.Map;
import java.util.Optional;

/**
 * What configuration adds to each request.
 *
 * @param contextTokens how many tokens the server loads the model with
 * @param keepAlive how long the model stays loaded, in the server's words
 */
record RequestOptions(Optional<Integer> contextTokens, Optional<String> keepAlive) {
  private static final String CONTEXT = "num-ctx";
  private static final String KEEP_ALIVE = "keep-alive";

  static RequestOptions of(Settings settings, ProviderContext context) {
    return new RequestOptions(settings.optionalNumber(CONTEXT), context.setting(KEEP_ALIVE));
  }

  /** The same with what a route says otherwise. */
  RequestOptions with(Map<String, String> route) {
    return new RequestOptions(
        option(route, CONTEXT).map(RequestOptions::tokens).or(this::contextTokens),
        option(route, KEEP_ALIVE).or(this::keepAlive));
  }

  /** Routing files spell names with underscores, as the server does; settings with hyphens. */
  private static Optional<String> option(Map<String, String> route, String name) {
    return Optional.ofNullable(route.get(name))
        .or(() -> Optional.ofNullable(route.get(name.replace('-', '_'))));
  }

  private static int tokens(String value) {
    if (!value.matches("[1-9][0-9]{0,8}")) {
      throw new CallerFault(400, "the route's num-ctx is not a whole number from 1 on", "");
    }
    return Integer.parseInt(value);
  }
}
