package dev.cco.web.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.ledger.Reports.Period;
import dev.cco.ledger.Reports.Totals;
import dev.cco.web.Cco;
import dev.cco.web.Lifecycle;
import dev.cco.web.Metrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Figures for machines. */
@Path("metrics")
@ApplicationScoped
public class MetricsResource {
  private static final Pattern PERIOD = Pattern.compile("-(\\d{1,4}) (hour|day)s?");

  @Inject Metrics metrics;
  @Inject Lifecycle lifecycle;

  /** Everything in Prometheus' text form. */
  @GET
  public Response prometheus() {
    return Response.ok(metrics.scrape().getBytes(StandardCharsets.UTF_8))
        .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        .build();
  }

  /**
   * The cache's part in a period.
   *
   * @param project all projects if left out
   * @param period such as {@code -30 days} or {@code -6 hours}; 30 days if left out
   */
  @GET
  @Path("cache")
  public Response cache(
      @QueryParam("project_id") @Nullable String project,
      @QueryParam("period") @Nullable String period) {
    Optional<Duration> length = length(period == null ? "-30 days" : period.strip());
    Optional<Cco> cco = lifecycle.running();
    if (length.isEmpty()) {
      return Json.problem(400, "Bad period", "period must be like '-30 days' or '-6 hours'");
    }
    if (cco.isEmpty()) {
      return Json.notServing();
    }
    Totals totals =
        cco.get()
            .ledger()
            .reports()
            .totals(
                Optional.ofNullable(project).filter(name -> !name.isEmpty()),
                Period.last(length.get(), Instant.now()));
    ObjectNode body = Json.object();
    body.put("cache_hit_rate", totals.hitRate().orElse(0.0));
    body.put("total_savings", Json.amount(totals.savings().total()));
    body.put("cache_hits", totals.hits());
    body.put("cache_misses", totals.misses());
    body.put("would_be_cost", Json.amount(totals.wouldBeCost()));
    body.put("actual_cost", Json.amount(totals.cost()));
    return Json.ok(body);
  }

  private static Optional<Duration> length(String period) {
    Matcher matcher = PERIOD.matcher(period);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    return Optional.of(
        matcher.group(2).equals("hour") ? Duration.ofHours(count) : Duration.ofDays(count));
  }
}
