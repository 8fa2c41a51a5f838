package dev.cco.web.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** Everything but the dashboard and {@link InferenceFilter} is JAX-RS. */
@ApplicationPath("/")
public class CcoApplication extends Application {

  @Override
  public Map<String, Object> getProperties() {
    // Jersey holds a stream's events back until this many bytes; RESTEasy ignores it.
    return Map.of("jersey.config.server.contentLength.buffer", 0);
  }
}
