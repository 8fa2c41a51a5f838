package dev.cco.web.dashboard;

import dev.cco.gateway.Money.Savings;
import dev.cco.ledger.Reports;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Two months of made-up calls, and one more hour that comes in while somebody looks. */
final class SampleReports implements Reports {
  private static final double[] WORKDAY = {
    .1, .08, .06, .05, .05, .08, .2, .42, .78, 1, 1, 1, .84, .9, 1, 1, .95, .86, .6, .42, .34, .3,
    .2, .14
  };

  /** Prices in nano-dollars a token; none where unknown. */
  private record SampleModel(
      String name, String provider, long input, long read, long write, long output, long millis) {
    boolean priced() {
      return input >= 0;
    }

    boolean local() {
      return input == 0;
    }
  }

  private record SampleProject(
      String name, double hourly, double hits, double cached, List<SampleModel> models) {}

  private static final SampleModel OPUS =
      new SampleModel("claude-opus-5-5", "anthropic", 4000, 200, 5000, 20000, 6200);
  private static final SampleModel SONNET =
      new SampleModel("claude-sonnet-5-5", "anthropic", 2000, 100, 2500, 10000, 3900);
  private static final SampleModel HAIKU =
      new SampleModel("claude-haiku-4-5", "anthropic", 1000, 100, 1250, 5000, 1450);
  private static final SampleModel SOL =
      new SampleModel("gpt-6-sol", "openai", 2000, 200, 2500, 10000, 3400);
  private static final SampleModel LUNA =
      new SampleModel("gpt-6-luna", "openai", 100, 10, 125, 500, 1100);
  private static final SampleModel LLAMA =
      new SampleModel("ollama/llama3-70b", "ollama", 0, 0, 0, 0, 9400);
  private static final SampleModel UNPRICED =
      new SampleModel("glm-5.3-highspeed", "openrouter", -1, -1, -1, -1, 1900);

  private static final List<SampleProject> PROJECTS =
      List.of(
          new SampleProject(
              "payments-api",
              85,
              .61,
              .35,
              List.of(SONNET, SONNET, SONNET, SONNET, OPUS, HAIKU, HAIKU, SOL)),
          new SampleProject("claude-code", 75, .06, 1, List.of(OPUS, OPUS, SONNET, SONNET, HAIKU)),
          new SampleProject("storefront-search", 160, .83, 0, List.of(LUNA, LUNA, LUNA, SOL)),
          new SampleProject("docs-assistant", 55, .68, 0, List.of(HAIKU, LLAMA)),
          new SampleProject("data-pipeline", 30, .22, 0, List.of(LLAMA, LLAMA, LLAMA, SOL)),
          new SampleProject("default", 1.5, .1, 0, List.of(HAIKU, LUNA)));

  private record Row(
      Call call, long read, long write, Optional<BigDecimal> wouldBe, Savings savings) {}

  private final Clock clock;
  private final Random random = new Random(20261119);
  private final List<Row> rows = new ArrayList<>();

  SampleReports(Clock clock) {
    this.clock = clock;
    Instant now = clock.instant();
    for (int hour = 62 * 24; hour >= 0; hour--) {
      Instant start = now.minus(Duration.ofHours(hour));
      double busy = WORKDAY[start.atZone(ZoneOffset.UTC).getHour()];
      for (SampleProject project : PROJECTS) {
        double calls = project.hourly() * busy * (.82 + .36 * random.nextDouble());
        for (int i = 0; i < Math.round(calls + random.nextDouble() - .5); i++) {
          rows.add(row(project, start.plusMillis(random.nextInt(3_600_000))));
        }
      }
    }
    rows.sort(Comparator.comparing(row -> row.call().time()));
  }

  private Row row(SampleProject project, Instant time) {
    SampleModel asked =
        project.name().equals("payments-api") && random.nextInt(80) == 0
            ? UNPRICED
            : project.models().get(random.nextInt(project.models().size()));
    boolean failed = random.nextInt(250) == 0;
    boolean hit = !failed && random.nextDouble() < project.hits();
    boolean again = !failed && !hit && random.nextInt(60) == 0;
    SampleModel model = again && asked.equals(OPUS) ? SOL : asked;
    boolean cached = random.nextDouble() < project.cached() && !model.local();
    long input = failed ? 0 : around(cached ? 620 : 1350);
    long read = failed || !cached ? 0 : around(21000);
    long write = failed || !cached ? 0 : around(1500);
    long output = failed ? 0 : around(cached ? 520 : 280);
    long full =
        input * model.input()
            + read * model.read()
            + write * model.write()
            + output * model.output();
    long prompt = read * (model.input() - model.read()) - write * (model.write() - model.input());
    boolean paid = model.priced() && !failed && !hit;
    Savings savings =
        new Savings(
            dollars(hit && model.priced() ? full : 0),
            dollars(paid ? prompt : 0),
            dollars(paid && model.local() ? input * 1000 + output * 5000 : 0),
            BigDecimal.ZERO);
    Optional<BigDecimal> cost =
        model.priced() || hit || failed ? Optional.of(dollars(paid ? full : 0)) : Optional.empty();
    Duration latency = Duration.ofNanos(around(hit ? 2400 : model.millis() * 1000) * 1000);
    Call call =
        new Call(
            "req_" + rows.size(),
            time,
            project.name(),
            asked.name(),
            failed ? "" : model.name(),
            model.provider(),
            hit ? 0 : again ? 2 : 1,
            failed ? 529 : 200,
            failed ? Optional.of("overloaded_error") : Optional.empty(),
            random.nextInt(4) > 0,
            hit,
            latency,
            failed ? Optional.empty() : Optional.of(latency.dividedBy(4)),
            input + read + write,
            output,
            cost,
            savings.total());
    return new Row(call, read, write, cost.map(savings.total()::add), savings);
  }

  private long around(long middle) {
    return Math.max(1, Math.round(middle * Math.exp(.6 * random.nextGaussian())));
  }

  private static BigDecimal dollars(long nanos) {
    return BigDecimal.valueOf(nanos, 9);
  }

  @Override
  public Totals totals(Optional<String> project, Period period) {
    return sum(rows(project, period));
  }

  @Override
  public List<Share> models(Optional<String> project, Period period) {
    return shares(rows(project, period), SampleReports::model);
  }

  @Override
  public List<Share> projects(Period period) {
    return shares(rows(Optional.empty(), period), row -> row.call().project());
  }

  @Override
  public List<Point> series(
      Optional<String> project, Period period, Duration bucket, Grouping grouping) {
    Function<Row, String> group =
        switch (grouping) {
          case NONE -> row -> "";
          case MODEL -> SampleReports::model;
          case PROJECT -> row -> row.call().project();
        };
    List<Point> points = new ArrayList<>();
    for (Instant start = period.from(); start.isBefore(period.to()); start = start.plus(bucket)) {
      Instant from = start;
      grouped(rows(project, new Period(from, from.plus(bucket))), group)
          .forEach((name, some) -> points.add(new Point(from, name, sum(some))));
    }
    return points;
  }

  @Override
  public List<Call> recent(Optional<String> project, int limit) {
    Period ever = new Period(Instant.EPOCH, clock.instant());
    return rows(project, ever).reversed().stream().map(Row::call).limit(limit).toList();
  }

  @Override
  public List<String> projectNames() {
    return PROJECTS.stream().map(SampleProject::name).sorted().toList();
  }

  private List<Row> rows(Optional<String> project, Period period) {
    return rows.subList(position(period.from()), position(period.to())).stream()
        .filter(row -> project.map(row.call().project()::equals).orElse(true))
        .toList();
  }

  /** The index of the first row that is not before a moment. */
  private int position(Instant moment) {
    int low = 0;
    int high = rows.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (rows.get(middle).call().time().isBefore(moment)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static List<Share> shares(List<Row> rows, Function<Row, String> name) {
    return grouped(rows, name).entrySet().stream()
        .map(
            group ->
                new Share(
                    group.getKey(),
                    group.getValue().getFirst().call().provider(),
                    sum(group.getValue())))
        .sorted(Comparator.comparing((Share share) -> share.totals().cost()).reversed())
        .toList();
  }

  private static Map<String, List<Row>> grouped(List<Row> rows, Function<Row, String> name) {
    return rows.stream().collect(Collectors.groupingBy(name));
  }

  private static String model(Row row) {
    String served = row.call().servedModel();
    return served.isEmpty() ? row.call().requestedModel() : served;
  }

  private static Totals sum(List<Row> rows) {
    List<Row> hits = rows.stream().filter(row -> row.call().hit()).toList();
    List<Row> misses = rows.stream().filter(row -> !row.call().hit()).toList();
    long read = misses.stream().mapToLong(Row::read).sum();
    long write = misses.stream().mapToLong(Row::write).sum();
    long input = misses.stream().mapToLong(row -> row.call().inputTokens()).sum();
    return new Totals(
        rows.size(),
        rows.stream().filter(row -> row.call().status() >= 400).count(),
        hits.size(),
        misses.size(),
        money(rows, row -> row.call().cost()),
        rows.stream().filter(row -> row.call().cost().isEmpty()).count(),
        money(rows, Row::wouldBe),
        new Savings(
            money(rows, row -> Optional.of(row.savings().cache())),
            money(rows, row -> Optional.of(row.savings().promptCache())),
            money(rows, row -> Optional.of(row.savings().model())),
            money(rows, row -> Optional.of(row.savings().batch()))),
        input - read - write,
        read,
        write,
        misses.stream().mapToLong(row -> row.call().outputTokens()).sum(),
        average(rows),
        average(hits),
        average(misses),
        Math.toIntExact(rows.stream().map(row -> row.call().project()).distinct().count()),
        rows.stream().map(row -> row.call().time()).max(Comparator.naturalOrder()));
  }

  private static BigDecimal money(List<Row> rows, Function<Row, Optional<BigDecimal>> amount) {
    return rows.stream()
        .flatMap(row -> amount.apply(row).stream())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static Duration average(List<Row> rows) {
    return rows.isEmpty()
        ? Duration.ZERO
        : rows.stream()
            .map(row -> row.call().latency())
            .reduce(Duration.ZERO, Duration::plus)
            .dividedBy(rows.size());
  }
}
