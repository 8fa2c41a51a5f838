package dev.cco.web.dashboard;

import dev.cco.ledger.Reports;
import dev.cco.ledger.Reports.Call;
import dev.cco.ledger.Reports.Grouping;
import dev.cco.ledger.Reports.Period;
import dev.cco.ledger.Reports.Share;
import dev.cco.ledger.Reports.Totals;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Computes the pages from the ledger's reports. */
public final class Dashboard {
  private static final String DEFAULT_PROJECT = "default";
  private static final int RECENT = 12;
  private static final int MODELS = 12;

  private final Reports reports;
  private final Clock clock;

  Dashboard(Reports reports, Clock clock) {
    this.reports = reports;
    this.clock = clock;
  }

  /** The project of the newest call. */
  String currentProject() {
    return reports.recent(Optional.empty(), 1).stream()
        .map(Call::project)
        .findFirst()
        .orElse(DEFAULT_PROJECT);
  }

  /** The page of a project, by its name or by the name as it is shown. */
  ProjectPage project(String asked, Span span) {
    Instant now = clock.instant();
    List<String> known = reports.projectNames();
    boolean welcome = known.isEmpty();
    String project =
        known.stream().filter(name -> isShownAs(asked, name)).findFirst().orElse(asked);
    Optional<String> only = Optional.of(project);
    TreeSet<String> projects = new TreeSet<>();
    known.forEach(name -> projects.add(Figures.name(name)));
    projects.add(Figures.name(project));
    Period period = Period.last(span.length(), now);
    FigureStrip strip = strip(only, period);
    Totals totals = strip.now();
    List<Call> recent = reports.recent(only, RECENT);
    return new ProjectPage(
        state(welcome, totals),
        Figures.clock(now),
        Figures.name(project),
        List.copyOf(projects),
        welcome ? FigureStrip.ofNothing(PROJECT_FIGURES) : projectFigures(strip),
        costs(only, period, span, Grouping.MODEL),
        Figures.sum(totals.savings().total()),
        paid(totals),
        unpriced(totals),
        FigureStrip.savingsByKind(totals.savings()),
        recent.stream().map(call -> Activity.of(call, now)).toList(),
        LastCall.of(recent, now));
  }

  MachinePage machine(Span span) {
    Instant now = clock.instant();
    List<String> projects = reports.projectNames();
    boolean welcome = projects.isEmpty();
    Period period = Period.last(span.length(), now);
    FigureStrip strip = strip(Optional.empty(), period);
    Totals totals = strip.now();
    return new MachinePage(
        state(welcome, totals),
        Figures.clock(now),
        projects.size() == 1 ? "1 project" : Figures.count(projects.size()) + " projects",
        welcome ? FigureStrip.ofNothing(MACHINE_FIGURES) : machineFigures(strip, now),
        costs(Optional.empty(), period, span, Grouping.PROJECT),
        Figures.exactCount(totals.calls()),
        unpriced(totals),
        models(reports.models(Optional.empty(), period), totals.calls()),
        reports.projects(period).stream()
            .map(share -> ProjectRow.of(share.name(), share.totals(), totals.cost(), now))
            .toList(),
        ProjectRow.of("All projects", totals, totals.cost(), now),
        LastCall.of(reports.recent(Optional.empty(), 1), now));
  }

  private static final List<String> PROJECT_FIGURES =
      List.of("Cost", "Tokens", "Calls", "Average response time", "Cache hit rate", "Savings");

  private static final List<String> MACHINE_FIGURES =
      List.of(
          "Total cost", "Total savings", "Active projects", "Calls", "Tokens", "Cache hit rate");

  private static List<Figure> projectFigures(FigureStrip strip) {
    return List.of(
        strip.cost("Cost"),
        strip.tokens(),
        strip.calls(),
        strip.responseTime(),
        strip.hitRate(),
        strip.savings("Savings"));
  }

  private List<Figure> machineFigures(FigureStrip strip, Instant now) {
    Totals lastHour = reports.totals(Optional.empty(), Period.last(Duration.ofHours(1), now));
    return List.of(
        strip.cost("Total cost"),
        strip.savings("Total savings"),
        strip.activeProjects(lastHour.activeProjects()),
        strip.calls(),
        strip.tokens(),
        strip.hitRate());
  }

  private FigureStrip strip(Optional<String> project, Period period) {
    Duration bucket = Duration.between(period.from(), period.to()).dividedBy(Sparkline.POINTS);
    return new FigureStrip(
        reports.totals(project, period),
        reports.totals(project, period.before()),
        Buckets.of(
            reports.series(project, period, bucket, Grouping.NONE),
            period,
            bucket,
            Sparkline.POINTS));
  }

  private CostChart costs(Optional<String> project, Period period, Span span, Grouping grouping) {
    return CostChart.of(
        reports.series(project, period, span.bucket(), grouping), period, span.bucket());
  }

  /** The share of each model in the calls, the most used first; the rest in one bar. */
  private static List<Bar> models(List<Share> shares, long calls) {
    List<Share> used =
        shares.stream()
            .sorted(
                Comparator.comparingLong((Share share) -> share.totals().calls())
                    .reversed()
                    .thenComparing(Share::name))
            .toList();
    List<Bar> bars = new ArrayList<>();
    used.stream()
        .limit(MODELS)
        .forEach(share -> bars.add(bar(modelName(share), share.totals().calls(), calls)));
    List<Share> rest = used.stream().skip(MODELS).toList();
    if (!rest.isEmpty()) {
      long others = rest.stream().mapToLong(share -> share.totals().calls()).sum();
      bars.add(bar("Others (" + rest.size() + ")", others, calls));
    }
    return bars;
  }

  private static String modelName(Share share) {
    return share.name().isEmpty() ? "no model answered" : Figures.name(share.name());
  }

  private static Bar bar(String label, long part, long whole) {
    return new Bar(
        label,
        Figures.count(part),
        Figures.exactCount(part),
        Figures.percent(part, whole, 1),
        Bar.width(whole == 0 ? 0 : (double) part / whole),
        2);
  }

  private static boolean isShownAs(String asked, String name) {
    return name.equals(asked) || Figures.name(name).equals(asked);
  }

  private static PageState state(boolean welcome, Totals totals) {
    if (welcome) {
      return PageState.WELCOME;
    }
    return totals.calls() == 0 ? PageState.EMPTY : PageState.CALLS;
  }

  private static String paid(Totals totals) {
    BigDecimal cost = totals.cost();
    return "Paid "
        + Figures.sum(cost, totals.unpriced())
        + ". Without CCO: "
        + Figures.sum(totals.wouldBeCost(), totals.unpriced())
        + ".";
  }

  private static String unpriced(Totals totals) {
    if (totals.unpriced() == 0) {
      return "";
    }
    return totals.unpriced() == 1
        ? "1 call has no known price and is not in this chart."
        : Figures.count(totals.unpriced())
            + " calls have no known price and are not in this chart.";
  }
}
