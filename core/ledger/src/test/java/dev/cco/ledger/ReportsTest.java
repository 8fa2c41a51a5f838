package dev.cco.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cco.gateway.ExchangeRecord;
import dev.cco.gateway.ExchangeRecord.CacheOutcome;
import dev.cco.gateway.Money.Savings;
import dev.cco.ledger.Reports.Call;
import dev.cco.ledger.Reports.Grouping;
import dev.cco.ledger.Reports.Period;
import dev.cco.ledger.Reports.Point;
import dev.cco.ledger.Reports.Share;
import dev.cco.ledger.Reports.Totals;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Compares every report with sums over the records themselves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReportsTest {
  private static final Instant NOON = Exchanges.NOON;
  private static final Duration SPREAD = Duration.ofHours(50);
  private static final Optional<String> ALL = Optional.empty();

  private final List<ExchangeRecord> records = new ArrayList<>();
  private LedgerService ledger;
  private Reports reports;

  @BeforeAll
  void record(@TempDir Path directory) {
    ledger =
        LedgerService.start(
            directory,
            DatabaseSettings.embedded(directory),
            LedgerSettings.DEFAULT,
            Clock.systemUTC());
    reports = ledger.reports();
    Random random = new Random(42);
    for (int i = 0; i < 5_000; i++) {
      records.add(Exchanges.random(random, "call-" + i, SPREAD));
    }
    records.forEach(ledger::record);
    assertThat(ledger.flush(Duration.ofSeconds(30))).isTrue();
  }

  @AfterAll
  void close() {
    ledger.close();
  }

  @Test
  void sumsAnyPeriodToTheLastDigit() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      Instant from = NOON.minusNanos(random.nextLong(SPREAD.toNanos()) / 1_000 * 1_000);
      Period period = new Period(from, from.plus(Duration.ofSeconds(random.nextInt(200_000))));

      assertThat(reports.totals(ALL, period)).isEqualTo(sums(in(period)));
    }
  }

  @Test
  void sumsOneProject() {
    Period period = Period.last(Duration.ofHours(30), NOON);
    for (String project : List.of("project-0", "project-1", "nobody")) {
      assertThat(reports.totals(Optional.of(project), period))
          .isEqualTo(sums(in(period).filter(record -> record.project().equals(project))));
    }
  }

  @Test
  void takesTheBeginningInAndLeavesTheEndOut() {
    ExchangeRecord record = records.getFirst();
    Instant time = record.startedAt();

    assertThat(reports.totals(ALL, new Period(time, time.plusNanos(1_000))).calls()).isEqualTo(1);
    assertThat(reports.totals(ALL, new Period(time.minusNanos(1_000), time)).calls()).isZero();
  }

  @Test
  void hasZerosForATimeWithoutCalls() {
    Period future = new Period(NOON.plusSeconds(1), NOON.plus(Duration.ofDays(400)));

    Totals totals = reports.totals(ALL, future);

    assertThat(totals).isEqualTo(Sums.NONE.totals(0));
    assertThat(totals.hitRate()).isEmpty();
    assertThat(reports.models(ALL, future)).isEmpty();
  }

  @Test
  void sumsAllTimeWithoutOverflow() {
    assertThat(reports.totals(ALL, new Period(Instant.MIN, Instant.MAX)))
        .isEqualTo(sums(records.stream()));
  }

  @Test
  void sumsByModelAndProviderDearestFirst() {
    Period period = Period.last(Duration.ofHours(40), NOON);

    List<Share> models = reports.models(ALL, period);

    assertThat(models).hasSize(7);
    assertThat(models).isSortedAccordingTo(dearestFirst());
    for (Share share : models) {
      assertThat(share.totals())
          .isEqualTo(
              sums(
                  in(period)
                      .filter(record -> record.servedModel().orElse("").equals(share.name()))
                      .filter(record -> record.provider().orElse("").equals(share.provider()))));
    }
  }

  @Test
  void sumsByProjectDearestFirst() {
    Period period = Period.last(Duration.ofHours(40), NOON);

    List<Share> projects = reports.projects(period);

    assertThat(projects).hasSize(3).isSortedAccordingTo(dearestFirst());
    for (Share share : projects) {
      assertThat(share.totals())
          .isEqualTo(sums(in(period).filter(record -> record.project().equals(share.name()))));
    }
  }

  @Test
  void endsTheLastBucketWhereThePeriodEnds() {
    Period period = new Period(NOON.minus(Duration.ofMinutes(150)), NOON);

    List<Point> points = reports.series(ALL, period, Duration.ofHours(1), Grouping.NONE);

    assertThat(points)
        .containsExactly(
            point(NOON.minus(Duration.ofMinutes(150)), Duration.ofMinutes(30), "", any -> true),
            point(NOON.minus(Duration.ofHours(2)), Duration.ofHours(1), "", any -> true),
            point(NOON.minus(Duration.ofHours(1)), Duration.ofHours(1), "", any -> true));
  }

  @Test
  void groupsASeries() {
    Period period = Period.last(Duration.ofDays(2), NOON);

    List<Point> byProject = reports.series(ALL, period, Duration.ofHours(2), Grouping.PROJECT);
    List<Point> byModel = reports.series(ALL, period, Duration.ofHours(2), Grouping.MODEL);

    assertThat(byProject).hasSize(24 * 3);
    for (Point point : byProject) {
      assertThat(point)
          .isEqualTo(
              point(
                  point.start(),
                  Duration.ofHours(2),
                  point.group(),
                  record -> record.project().equals(point.group())));
    }
    assertThat(byModel).hasSize(24 * 4);
    for (Point point : byModel) {
      assertThat(point)
          .isEqualTo(
              point(
                  point.start(),
                  Duration.ofHours(2),
                  point.group(),
                  record -> record.servedModel().orElse("").equals(point.group())));
    }
  }

  @Test
  void refusesASeriesOfTooManyBuckets() {
    Period period = Period.last(Duration.ofHours(1_001), NOON);

    assertThatThrownBy(() -> reports.series(ALL, period, Duration.ofHours(1), Grouping.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> reports.series(ALL, period, Duration.ZERO, Grouping.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void listsTheNewestCallsFirst() {
    List<String> newest =
        records.stream()
            .filter(record -> record.project().equals("project-1"))
            .sorted(Comparator.comparing(ExchangeRecord::startedAt).reversed())
            .limit(10)
            .map(ExchangeRecord::id)
            .toList();

    List<Call> calls = reports.recent(Optional.of("project-1"), 10);

    assertThat(calls).extracting(Call::id).isEqualTo(newest);
    assertThat(reports.recent(ALL, 3)).hasSize(3);
  }

  @Test
  void showsACallAsItWasRecorded() {
    ExchangeRecord newest =
        records.stream().max(Comparator.comparing(ExchangeRecord::startedAt)).orElseThrow();

    Call call = reports.recent(ALL, 1).getFirst();

    assertThat(call)
        .isEqualTo(
            new Call(
                newest.id(),
                newest.startedAt(),
                newest.project(),
                newest.requestedModel(),
                newest.servedModel().orElse(""),
                newest.provider().orElse(""),
                newest.attempts().size(),
                newest.status(),
                newest.errorType(),
                newest.stream(),
                newest.cache().hit(),
                newest.latency(),
                newest.firstByte(),
                newest.usage().input(),
                newest.usage().output(),
                newest.money().cost().map(cost -> cost.setScale(12)),
                newest.money().savings().total().setScale(12)));
  }

  @Test
  void namesEveryProject() {
    assertThat(reports.projectNames()).containsExactly("project-0", "project-1", "project-2");
  }

  private Point point(
      Instant start, Duration length, String group, Predicate<ExchangeRecord> filter) {
    return new Point(start, group, sums(in(new Period(start, start.plus(length))).filter(filter)));
  }

  private Stream<ExchangeRecord> in(Period period) {
    return records.stream()
        .filter(record -> !record.startedAt().isBefore(period.from()))
        .filter(record -> record.startedAt().isBefore(period.to()));
  }

  private static Comparator<Share> dearestFirst() {
    return Comparator.comparing((Share share) -> share.totals().cost()).reversed();
  }

  private static Totals sums(Stream<ExchangeRecord> stream) {
    List<ExchangeRecord> calls = stream.toList();
    List<ExchangeRecord> hits = calls.stream().filter(call -> call.cache().hit()).toList();
    List<ExchangeRecord> misses =
        calls.stream().filter(call -> call.cache() == CacheOutcome.MISS).toList();
    return new Totals(
        calls.size(),
        calls.stream().filter(call -> call.status() >= 400).count(),
        hits.size(),
        misses.size(),
        money(calls, call -> call.money().cost().orElse(BigDecimal.ZERO)),
        calls.stream()
            .filter(call -> call.money().cost().isEmpty() && call.usage().total() > 0)
            .count(),
        money(calls, call -> call.money().wouldBe().orElse(BigDecimal.ZERO)),
        new Savings(
            money(calls, call -> call.money().savings().cache()),
            money(calls, call -> call.money().savings().promptCache()),
            money(calls, call -> call.money().savings().model()),
            money(calls, call -> call.money().savings().batch())),
        count(calls, call -> call.usage().input()),
        count(calls, call -> call.usage().cacheRead()),
        count(calls, call -> call.usage().cacheWrite5m() + call.usage().cacheWrite1h()),
        count(calls, call -> call.usage().output()),
        averageLatency(calls),
        averageLatency(hits),
        averageLatency(misses),
        (int) calls.stream().map(ExchangeRecord::project).distinct().count(),
        calls.stream().map(ExchangeRecord::startedAt).max(Comparator.naturalOrder()));
  }

  private static long count(List<ExchangeRecord> calls, ToLongFunction<ExchangeRecord> value) {
    return calls.stream().mapToLong(value).sum();
  }

  /** Zero without calls, else with the twelve digits of the columns. */
  private static BigDecimal money(
      List<ExchangeRecord> calls, Function<ExchangeRecord, BigDecimal> value) {
    BigDecimal sum = calls.stream().map(value).reduce(BigDecimal.ZERO, BigDecimal::add);
    return calls.isEmpty() ? sum : sum.setScale(12);
  }

  private static Duration averageLatency(List<ExchangeRecord> calls) {
    Duration sum =
        calls.stream().map(ExchangeRecord::latency).reduce(Duration.ZERO, Duration::plus);
    return calls.isEmpty() ? Duration.ZERO : sum.dividedBy(calls.size());
  }
}
