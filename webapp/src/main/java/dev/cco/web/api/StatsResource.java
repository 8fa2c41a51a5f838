package dev.cco.web.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cco.ledger.LedgerService;
import dev.cco.ledger.Reports;
import dev.cco.ledger.Reports.Period;
import dev.cco.ledger.Reports.Share;
import dev.cco.ledger.Reports.Totals;
import dev.cco.web.Lifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sums over the ledger, of a project and of this machine. */
@Path("api")
@ApplicationScoped
public class StatsResource {
  private static final Logger LOGGER = System.getLogger(StatsResource.class.getName());
  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int RECENT = 20;

  @Inject Lifecycle lifecycle;

  /** The last 24 hours of a project, each figure with its change against the 24 hours before. */
  @GET
  @Path("project/stats")
  public Response project(@QueryParam("project") @Nullable String project) {
    String name = project == null || project.isEmpty() ? "default" : project;
    return with(reports -> Json.ok(project(reports, name)));
  }

  /** Everything this machine ever answered. */
  @GET
  @Path("machine/stats")
  public Response machine() {
    return with(reports -> Json.ok(machine(reports)));
  }

  private Response with(Function<Reports, Response> answer) {
    return lifecycle
        .running()
        .map(cco -> answer.apply(current(cco.ledger())))
        .orElseGet(Json::notServing);
  }

  /** The reports once they know what was answered until now, or all that could be had soon. */
  private static Reports current(LedgerService ledger) {
    if (!ledger.flush(PATIENCE)) {
      LOGGER.log(Level.DEBUG, "Figures are given while the ledger lags behind");
    }
    return ledger.reports();
  }

  private static ObjectNode project(Reports reports, String name) {
    Period today = Period.last(DAY, Instant.now());
    Totals now = reports.totals(Optional.of(name), today);
    Totals before = reports.totals(Optional.of(name), today.before());
    ObjectNode body = Json.object().put("project", name);
    figure(body, "cost", now.cost(), before.cost());
    figure(body, "tokens", decimal(now.tokens()), decimal(before.tokens()));
    figure(body, "calls", decimal(now.calls()), decimal(before.calls()));
    figure(body, "avgResponseMs", millis(now.averageLatency()), millis(before.averageLatency()));
    figure(body, "cacheHitRate", rate(now), rate(before));
    figure(body, "savings", now.savings().total(), before.savings().total());
    body.put("unpricedCalls", now.unpriced());
    ArrayNode recent = body.putArray("recentActivity");
    reports.recent(Optional.of(name), RECENT).forEach(call -> recent.add(call(call)));
    return body;
  }

  /** A figure and, where there was one to compare with, its change in per cent. */
  private static void figure(ObjectNode body, String name, BigDecimal now, BigDecimal before) {
    body.put(name, Json.amount(now));
    ObjectNode trend = body.putObject(name + "Trend").put("previous", Json.amount(before));
    if (before.signum() == 0) {
      trend.putNull("changePercent");
      return;
    }
    double change = now.subtract(before).doubleValue() / before.doubleValue() * 100;
    trend.put("changePercent", Math.round(change * 10) / 10.0);
  }

  private static ObjectNode call(Reports.Call call) {
    ObjectNode body =
        Json.object()
            .put("id", call.id())
            .put("time", call.time().toString())
            .put("requestedModel", call.requestedModel())
            .put("servedModel", call.servedModel())
            .put("provider", call.provider())
            .put("attempts", call.attempts())
            .put("status", call.status())
            .put("stream", call.stream())
            .put("cacheHit", call.hit())
            .put("latencyMs", millis(call.latency()))
            .put("inputTokens", call.inputTokens())
            .put("outputTokens", call.outputTokens())
            .put("cost", call.cost().map(Json::amount).orElse(null))
            .put("saved", Json.amount(call.saved()));
    call.errorType().ifPresent(type -> body.put("errorType", type));
    return body;
  }

  private static ObjectNode machine(Reports reports) {
    Period ever = new Period(Instant.EPOCH, Instant.now().plusSeconds(1));
    Totals totals = reports.totals(Optional.empty(), ever);
    ObjectNode body =
        Json.object()
            .put("totalCost", Json.amount(totals.cost()))
            .put("totalSavings", Json.amount(totals.savings().total()))
            .put("activeProjects", totals.activeProjects())
            .put("totalCalls", totals.calls())
            .put("totalTokens", totals.tokens())
            .put("unpricedCalls", totals.unpriced());
    shares(body.putArray("models"), reports.models(Optional.empty(), ever));
    shares(body.putArray("projects"), reports.projects(ever));
    return body;
  }

  private static void shares(ArrayNode array, List<Share> shares) {
    for (Share share : shares) {
      Totals totals = share.totals();
      ObjectNode one =
          array
              .addObject()
              .put("name", share.name())
              .put("calls", totals.calls())
              .put("failed", totals.failed())
              .put("cacheHits", totals.hits())
              .put("tokens", totals.tokens())
              .put("inputTokens", totals.inputTokens())
              .put("cacheReadTokens", totals.cacheReadTokens())
              .put("cacheWriteTokens", totals.cacheWriteTokens())
              .put("outputTokens", totals.outputTokens())
              .put("cost", Json.amount(totals.cost()))
              .put("wouldBeCost", Json.amount(totals.wouldBeCost()))
              .put("savings", Json.amount(totals.savings().total()))
              .put("unpricedCalls", totals.unpriced());
      if (!share.provider().isEmpty()) {
        one.put("provider", share.provider());
      }
      totals.lastActivity().ifPresent(time -> one.put("lastActivity", time.toString()));
    }
  }

  private static BigDecimal rate(Totals totals) {
    return totals.hitRate().map(BigDecimal::valueOf).orElse(BigDecimal.ZERO);
  }

  private static BigDecimal millis(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos() / 1_000, 3);
  }

  private static BigDecimal decimal(long count) {
    return BigDecimal.valueOf(count);
  }
}
