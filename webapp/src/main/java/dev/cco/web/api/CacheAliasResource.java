package dev.cco.web.api;

import dev.cco.gateway.cache.CacheStats;
import dev.cco.web.Lifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** The response cache under its older paths. */
@Path("cache")
@ApplicationScoped
public class CacheAliasResource {
  @Inject Lifecycle lifecycle;
  @Inject CacheResource cache;

  /** The cache's figures in fewer words. */
  @GET
  @Path("stats")
  public Response stats() {
    return lifecycle.running().map(cco -> stats(cco.cache().stats())).orElseGet(Json::notServing);
  }

  /** Forgets all answers. */
  @DELETE
  @Path("clear")
  public Response clear() {
    return cache.clear();
  }

  private static Response stats(CacheStats stats) {
    return Json.ok(
        Json.object()
            .put("entries", stats.entries())
            .put("memory_kb", stats.sizeBytes() / 1024)
            .put("hits", stats.hits())
            .put("misses", stats.misses())
            .put("hit_rate", stats.hitRate())
            .put("stores", stats.stores())
            .put("evictions", stats.evictions()));
  }
}
