package dev.cco.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cco.gateway.Money.Savings;
import dev.cco.ledger.Reports;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DashboardTest {
  private static final Instant NOW = Instant.parse("2026-11-19T14:32:05Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private static final Reports SAMPLE = new SampleReports(CLOCK);

  private final Dashboard dashboard = new Dashboard(SAMPLE, CLOCK);

  @Test
  void theFiguresOfAProjectAreTheLedgersSums() {
    Reports.Totals day =
        SAMPLE.totals(Optional.of("payments-api"), Reports.Period.last(Duration.ofDays(1), NOW));

    ProjectPage page = dashboard.project("payments-api", Span.DAY);

    assertThat(page.state()).isEqualTo(PageState.CALLS);
    assertThat(page.figures())
        .extracting(Figure::label)
        .containsExactly(
            "Cost", "Tokens", "Calls", "Average response time", "Cache hit rate", "Savings");
    assertThat(page.figures().get(0).exact()).isEqualTo("exactly " + Figures.exact(day.cost()));
    assertThat(page.figures().get(0).remark())
        .isEqualTo("+ " + day.unpriced() + " calls of unknown price");
    assertThat(page.figures().get(2).value()).isEqualTo(Figures.count(day.calls()));
    assertThat(page.figures())
        .allSatisfy(figure -> assertThat(figure.trend().from()).contains("from"));
    assertThat(page.figures()).allSatisfy(figure -> assertThat(figure.line()).startsWith("M"));
  }

  @Test
  void theChartsSeriesAddUpToTheCost() {
    ProjectPage page = dashboard.project("payments-api", Span.WEEK);
    BigDecimal drawn =
        page.costs().series().stream()
            .flatMap(series -> series.costs().stream())
            .reduce(BigDecimal.ZERO, BigDecimal::add);

    assertThat(page.figures().getFirst().exact()).isEqualTo("exactly " + Figures.exact(drawn));
  }

  @Test
  void listsTheNewestCallsOfTheProject() {
    ProjectPage page = dashboard.project("claude-code", Span.HOUR);

    assertThat(page.activity()).hasSize(12);
    assertThat(page.activity())
        .extracting(Activity::requestedModel)
        .allMatch(m -> m.startsWith("claude-"));
  }

  @Test
  void aProjectIsFoundByTheNameThatIsShown() {
    Reports named = new Renamed(SAMPLE, "payments-api", "pay\u0007ments");

    ProjectPage page = new Dashboard(named, CLOCK).project("pay\u2407ments", Span.DAY);

    assertThat(page.project()).isEqualTo("pay\u2407ments");
    assertThat(page.state()).isEqualTo(PageState.CALLS);
  }

  @Test
  void theMachinesProjectsAddUp() {
    MachinePage page = dashboard.machine(Span.DAY);

    assertThat(page.projects()).extracting(ProjectRow::name).contains("payments-api", "default");
    assertThat(page.all().cost()).isEqualTo(page.figures().getFirst().value());
    assertThat(page.all().share()).isEqualTo("100.0\u00a0%");
    assertThat(page.models()).extracting(Bar::colour).containsOnly(2);
    assertThat(page.subtitle()).isEqualTo("6 projects");
  }

  @Test
  void saysInWordsThatNoModelOrProviderAnswered() {
    Reports failed = new NoReports(Optional.of(NOW), true);
    Dashboard failing = new Dashboard(failed, CLOCK);

    assertThat(failing.machine(Span.DAY).models())
        .extracting(Bar::label)
        .containsExactly("no model answered");
    assertThat(failing.project("default", Span.DAY).activity())
        .extracting(Activity::provider, Activity::status, Activity::served)
        .containsExactly(tuple("–", "404 not_found", false));
  }

  @Test
  void welcomesWhoHasHadNoCall() {
    Dashboard empty = new Dashboard(new NoReports(Optional.empty()), CLOCK);

    assertThat(empty.currentProject()).isEqualTo("default");
    assertThat(empty.project("default", Span.DAY).state()).isEqualTo(PageState.WELCOME);
    assertThat(empty.machine(Span.DAY).state()).isEqualTo(PageState.WELCOME);
    assertThat(empty.machine(Span.DAY).figures())
        .allSatisfy(figure -> assertThat(figure.value()).isEqualTo("–"))
        .allSatisfy(figure -> assertThat(figure.trend().from()).isEqualTo("no call yet"));
  }

  @Test
  void anEmptyPeriodOffersTheShortestThatIsNot() {
    Dashboard quiet =
        new Dashboard(new NoReports(Optional.of(NOW.minus(Duration.ofDays(2)))), CLOCK);

    ProjectPage page = quiet.project("default", Span.DAY);

    assertThat(page.state()).isEqualTo(PageState.EMPTY);
    assertThat(page.lastCall().sentence()).isEqualTo("The last one was on 17 Nov at 14:32:05.");
    assertThat(page.lastCall().key()).isEqualTo("7d");
    assertThat(page.figures())
        .extracting(Figure::value)
        .containsExactly("–", "0", "0", "–", "–", "–");
    assertThat(page.figures())
        .allSatisfy(figure -> assertThat(figure.trend()).isEqualTo(Trend.NO_EARLIER));
  }

  @Test
  void aCallOlderThanEveryPeriodOffersNone() {
    Instant old = NOW.minus(Duration.ofDays(30)).minusNanos(1);
    Dashboard quiet = new Dashboard(new NoReports(Optional.of(old)), CLOCK);

    assertThat(quiet.project("default", Span.DAY).lastCall().offered()).isFalse();
  }

  @Test
  void costsOfUnknownPriceAloneAreUnknown() {
    Reports.Totals totals =
        new Reports.Totals(
            2,
            0,
            0,
            2,
            BigDecimal.ZERO,
            2,
            BigDecimal.ZERO,
            Savings.NONE,
            10,
            0,
            0,
            10,
            Duration.ofMillis(5),
            Duration.ZERO,
            Duration.ofMillis(5),
            1,
            Optional.of(NOW));

    Figure cost = new FigureStrip(totals, totals, Buckets.NONE).cost("Cost");

    assertThat(cost.value()).isEqualTo("unknown");
    assertThat(cost.look()).isEqualTo("unknown");
    assertThat(cost.remark()).isEqualTo("+ 2 calls of unknown price");
  }

  @Test
  void aLossByThePromptCacheIsShownAsOne() {
    Savings savings =
        new Savings(new BigDecimal("2"), new BigDecimal("-0.5"), BigDecimal.ZERO, BigDecimal.ZERO);

    List<Bar> bars = FigureStrip.savingsByKind(savings);

    assertThat(bars).extracting(Bar::value).containsExactly("$2.00", "−$0.5000", "$0", "$0");
    assertThat(bars).extracting(Bar::width).containsExactly("100.00", "0.00", "0.00", "0.00");
  }
}
