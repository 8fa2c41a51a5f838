package dev.cco.ledger;

import dev.cco.ledger.Span.Source;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers from the database. Every sum is made of cells, read span by span, so that it is exact for
 * any period and cheap for long ones.
 */
final class StoredReports implements Reports {
  private static final int MOST_BUCKETS = 1_000;
  private static final int MOST_CALLS = 1_000;

  private static final String FROM_METRICS =
      """
      SELECT m.project, m.model, m.provider,
        SUM(m.calls), SUM(m.failed), SUM(m.unpriced), SUM(m.hits), SUM(m.misses),
        SUM(m.cost), SUM(m.wouldBeCost),
        SUM(m.cacheSavings), SUM(m.promptCacheSavings), SUM(m.modelSavings), SUM(m.batchSavings),
        SUM(m.inputTokens), SUM(m.cacheReadTokens), SUM(m.cacheWriteTokens), SUM(m.outputTokens),
        SUM(m.savedInputTokens), SUM(m.savedOutputTokens),
        SUM(m.latency), SUM(m.hitLatency), SUM(m.missLatency), MAX(m.lastCall)
      FROM CacheMetrics m
      WHERE m.periodType = :type AND m.periodStart >= :from AND m.periodStart < :to\
      """;

  private static final String FROM_CALLS =
      """
      SELECT c.project, c.servedModel, c.provider, c.cacheType,
        COUNT(c), SUM(CASE WHEN c.status >= 400 THEN 1 ELSE 0 END),
        SUM(CASE WHEN c.cost IS NULL AND c.inputTokens + c.cacheReadTokens + c.cacheWrite5mTokens
          + c.cacheWrite1hTokens + c.outputTokens > 0 THEN 1 ELSE 0 END),
        SUM(c.cost), SUM(c.wouldBeCost),
        SUM(c.cacheSavings), SUM(c.promptCacheSavings), SUM(c.modelSavings), SUM(c.batchSavings),
        SUM(c.inputTokens), SUM(c.cacheReadTokens),
        SUM(c.cacheWrite5mTokens + c.cacheWrite1hTokens), SUM(c.outputTokens),
        SUM(c.latency), MAX(c.started)
      FROM ApiCall c
      WHERE c.started >= :from AND c.started < :to\
      """;

  private final Supplier<Database> database;

  StoredReports(Supplier<Database> database) {
    this.database = database;
  }

  @Override
  public Totals totals(Optional<String> project, Period period) {
    return total(cells(project, period));
  }

  @Override
  public List<Share> models(Optional<String> project, Period period) {
    record Model(String name, String provider) {}
    return dearestFirst(
        grouped(cells(project, period), cell -> new Model(cell.model(), cell.provider())),
        (model, totals) -> new Share(model.name(), model.provider(), totals));
  }

  @Override
  public List<Share> projects(Period period) {
    return dearestFirst(
        grouped(cells(Optional.empty(), period), Cell::project),
        (project, totals) -> new Share(project, "", totals));
  }

  @Override
  public List<Point> series(
      Optional<String> project, Period period, Duration bucket, Grouping grouping) {
    List<Period> buckets = buckets(period, bucket);
    return ask(
        entityManager -> {
          List<Point> points = new ArrayList<>();
          for (Period each : buckets) {
            grouped(cells(entityManager, project, each), cell -> group(cell, grouping))
                .forEach((group, cells) -> points.add(new Point(each.from(), group, total(cells))));
          }
          return points;
        });
  }

  @Override
  public List<Call> recent(Optional<String> project, int limit) {
    String where = project.isPresent() ? " WHERE c.project = :project" : "";
    return ask(
        entityManager -> {
          TypedQuery<ApiCall> query =
              entityManager.createQuery(
                  "SELECT c FROM ApiCall c" + where + " ORDER BY c.started DESC, c.id DESC",
                  ApiCall.class);
          project.ifPresent(name -> query.setParameter("project", name));
          return query
              .setMaxResults(Math.clamp(limit, 1, MOST_CALLS))
              .getResultStream()
              .map(StoredReports::call)
              .toList();
        });
  }

  @Override
  public List<String> projectNames() {
    return ask(
        entityManager ->
            entityManager
                .createQuery("SELECT p.id FROM Project p ORDER BY p.id", String.class)
                .getResultList());
  }

  private <T> T ask(Function<EntityManager, T> question) {
    return database.get().read(question);
  }

  private List<Cell> cells(Optional<String> project, Period period) {
    return ask(entityManager -> cells(entityManager, project, period));
  }

  private static List<Cell> cells(
      EntityManager entityManager, Optional<String> project, Period period) {
    List<Cell> cells = new ArrayList<>();
    for (Span span : Span.of(Micros.of(period.from()), Micros.of(period.to()))) {
      cells.addAll(cells(entityManager, project, span));
    }
    return cells;
  }

  private static List<Cell> cells(
      EntityManager entityManager, Optional<String> project, Span span) {
    String filter = project.isPresent() ? " AND %s.project = :project" : "";
    TypedQuery<Object[]> query =
        switch (span.source()) {
          case CALLS ->
              entityManager.createQuery(
                  FROM_CALLS
                      + filter.formatted("c")
                      + " GROUP BY c.project, c.servedModel, c.provider, c.cacheType",
                  Object[].class);
          case MINUTE, HOUR ->
              entityManager
                  .createQuery(
                      FROM_METRICS
                          + filter.formatted("m")
                          + " GROUP BY m.project, m.model, m.provider",
                      Object[].class)
                  .setParameter("type", span.source().type());
        };
    query.setParameter("from", span.from()).setParameter("to", span.to());
    project.ifPresent(value -> query.setParameter("project", value));
    Function<Object[], Cell> cell = span.source() == Source.CALLS ? Cell::ofCalls : Cell::ofMetrics;
    return query.getResultStream().map(cell).toList();
  }

  private static String group(Cell cell, Grouping grouping) {
    return switch (grouping) {
      case NONE -> "";
      case MODEL -> cell.model();
      case PROJECT -> cell.project();
    };
  }

  private static <K> Map<K, List<Cell>> grouped(List<Cell> cells, Function<Cell, K> key) {
    Map<K, List<Cell>> groups = new LinkedHashMap<>();
    for (Cell cell : cells) {
      groups.computeIfAbsent(key.apply(cell), any -> new ArrayList<>()).add(cell);
    }
    return groups;
  }

  private static Totals total(List<Cell> cells) {
    Set<String> projects = new HashSet<>();
    Sums sums = Sums.NONE;
    for (Cell cell : cells) {
      projects.add(cell.project());
      sums = sums.plus(cell.sums());
    }
    return sums.totals(projects.size());
  }

  private interface ToShare<K> {
    Share share(K key, Totals totals);
  }

  private static <K> List<Share> dearestFirst(Map<K, List<Cell>> groups, ToShare<K> toShare) {
    Comparator<Share> dearest = Comparator.comparing((Share share) -> share.totals().cost());
    return groups.entrySet().stream()
        .map(group -> toShare.share(group.getKey(), total(group.getValue())))
        .sorted(dearest.reversed().thenComparing(Share::name).thenComparing(Share::provider))
        .toList();
  }

  /** From the first to the last, which ends where the period ends; the first may be shorter. */
  private static List<Period> buckets(Period period, Duration bucket) {
    Duration length = Duration.between(period.from(), period.to());
    if (!bucket.isPositive() || length.compareTo(bucket.multipliedBy(MOST_BUCKETS)) > 0) {
      throw new IllegalArgumentException(
          "a series has 1 to " + MOST_BUCKETS + " buckets: period=" + length + " bucket=" + bucket);
    }
    List<Period> buckets = new ArrayList<>();
    for (Period each = new Period(period.to().minus(bucket), period.to());
        each.to().isAfter(period.from());
        each = each.before()) {
      boolean whole = !each.from().isBefore(period.from());
      buckets.add(whole ? each : new Period(period.from(), each.to()));
      if (!whole) {
        break;
      }
    }
    return buckets.reversed();
  }

  private static Call call(ApiCall row) {
    BigDecimal saved =
        row.cacheSavings.add(row.promptCacheSavings).add(row.modelSavings).add(row.batchSavings);
    return new Call(
        row.id,
        Micros.instant(row.started),
        row.project,
        row.requestedModel,
        Optional.ofNullable(row.servedModel).orElse(""),
        Optional.ofNullable(row.provider).orElse(""),
        row.attemptCount,
        row.status,
        Optional.ofNullable(row.errorType),
        row.stream,
        row.cacheHit,
        Micros.duration(row.latency),
        Optional.ofNullable(row.firstByte).map(Micros::duration),
        row.inputTokens,
        row.outputTokens,
        Optional.ofNullable(row.cost),
        saved);
  }
}
