package dev.cco.web.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.gateway.cache.CacheStats;
import dev.cco.web.Cco;
import dev.cco.web.Lifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.Locale;

/** Whether CCO lives and serves. */
@Path("health")
@ApplicationScoped
public class HealthResource {
  @Inject Lifecycle lifecycle;

  /** The gateway and its cache at a glance; 503 while it does not serve. */
  @GET
  public Response health() {
    return switch (lifecycle.state()) {
      case Lifecycle.State.Running running -> Json.ok(healthy(running.cco()));
      case Lifecycle.State.Starting starting -> ready();
      case Lifecycle.State.Misconfigured wrong -> ready();
    };
  }

  /** The process answers, whatever else is wrong. */
  @GET
  @Path("live")
  public Response live() {
    return Json.ok(Json.object().put("status", "live"));
  }

  /** Requests are served now; otherwise 503 with the reason. */
  @GET
  @Path("ready")
  public Response ready() {
    return switch (lifecycle.state()) {
      case Lifecycle.State.Running running -> Json.ok(Json.object().put("status", "ready"));
      case Lifecycle.State.Starting starting -> unready(Json.object().put("status", "starting"));
      case Lifecycle.State.Misconfigured wrong ->
          unready(Json.object().put("status", "misconfigured").put("message", wrong.message()));
    };
  }

  private static Response unready(ObjectNode body) {
    return Json.response(503, body, "application/json");
  }

  private static ObjectNode healthy(Cco cco) {
    CacheStats stats = cco.cache().stats();
    ObjectNode body = Json.object().put("status", "healthy");
    body.putObject("cache")
        .put("enabled", cco.cache().enabled())
        .put("entries", stats.entries())
        .put("hit_rate", String.format(Locale.ROOT, "%.2f%%", stats.hitRate() * 100))
        .put("total_hits", stats.hits())
        .put("total_misses", stats.misses());
    return body;
  }
}
