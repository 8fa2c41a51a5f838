package dev.cco.web.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.gateway.cache.CacheStats;
import dev.cco.gateway.cache.ResponseCache;
import dev.cco.web.Cco;
import dev.cco.web.Lifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/** The response cache: its figures, and forgetting what it holds. */
@Path("api/cache")
@ApplicationScoped
public class CacheResource {
  private static final double MEGABYTE = 1 << 20;

  @Inject Lifecycle lifecycle;

  /** What the cache did and holds, in all and by tier; {@code maxSize} is in megabytes. */
  @GET
  @Path("stats")
  public Response stats() {
    return with(cache -> Json.ok(stats(cache.stats())));
  }

  /** Forgets all answers. */
  @POST
  @Path("clear")
  public Response clear() {
    return with(
        cache -> {
          cache.clear();
          return Json.ok(Json.object().put("status", "success").put("message", "Cache cleared"));
        });
  }

  private Response with(Function<ResponseCache, Response> answer) {
    return lifecycle.running().map(Cco::cache).map(answer).orElseGet(Json::notServing);
  }

  private static ObjectNode stats(CacheStats stats) {
    ObjectNode body =
        Json.object()
            .put("hits", stats.hits())
            .put("misses", stats.misses())
            .put("hitRate", stats.hitRate())
            .put("size", stats.sizeBytes())
            .put("maxSize", stats.maxBytes() / MEGABYTE)
            .put("entries", stats.entries())
            .put("savedCost", Json.amount(stats.savedCost()))
            .put("stores", stats.stores())
            .put("evictions", stats.evictions());
    ArrayNode tiers = body.putArray("tiers");
    for (CacheStats.Tier tier : stats.tiers()) {
      tiers
          .addObject()
          .put("name", tier.name())
          .put("hits", tier.hits())
          .put("misses", tier.misses())
          .put("hitRate", tier.hitRate())
          .put("size", tier.sizeBytes())
          .put("maxSize", tier.maxBytes() / MEGABYTE)
          .put("entries", tier.entries())
          .put("stores", tier.stores())
          .put("evictions", tier.evictions());
    }
    return body;
  }
}
