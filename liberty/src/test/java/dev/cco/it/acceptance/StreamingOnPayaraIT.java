package dev.cco.it.acceptance;

import dev.cco.it.PayaraServer;
import java.util.Map;

/** The same promises on the other server. */
final class StreamingOnPayaraIT extends StreamingIT {
  @Override
  Served serve(Map<String, String> environment) {
    PayaraServer started = PayaraServer.start(environment);
    return new Served(started.baseUri(), started::close);
  }
}
