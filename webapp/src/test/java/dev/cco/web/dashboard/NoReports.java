package dev.cco.web.dashboard;

import dev.cco.gateway.Money.Savings;
import dev.cco.ledger.Reports;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A ledger with no call in any period; perhaps one that only {@code recent} knows.
 *
 * @param unanswered whether that call failed before any model answered
 */
record NoReports(Optional<Instant> last, boolean unanswered) implements Reports {

  NoReports(Optional<Instant> last) {
    this(last, false);
  }

  @Override
  public Totals totals(Optional<String> project, Period period) {
    return new Totals(
        0,
        0,
        0,
        0,
        BigDecimal.ZERO,
        0,
        BigDecimal.ZERO,
        Savings.NONE,
        0,
        0,
        0,
        0,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        0,
        Optional.empty());
  }

  @Override
  public List<Share> models(Optional<String> project, Period period) {
    return unanswered ? List.of(new Share("", "", totals(project, period))) : List.of();
  }

  @Override
  public List<Share> projects(Period period) {
    return List.of();
  }

  @Override
  public List<Point> series(
      Optional<String> project, Period period, Duration bucket, Grouping grouping) {
    return List.of();
  }

  @Override
  public List<Call> recent(Optional<String> project, int limit) {
    return last.stream().map(this::call).toList();
  }

  @Override
  public List<String> projectNames() {
    return last.stream().map(time -> "default").toList();
  }

  private Call call(Instant time) {
    return new Call(
        "req_1",
        time,
        "default",
        "sim/small",
        unanswered ? "" : "sim/small",
        unanswered ? "" : "simulator",
        1,
        unanswered ? 404 : 200,
        unanswered ? Optional.of("not_found_error") : Optional.empty(),
        false,
        false,
        Duration.ofMillis(3),
        Optional.empty(),
        3,
        4,
        Optional.of(BigDecimal.ONE),
        BigDecimal.ZERO);
  }
}
