package dev.cco.web.dashboard;

import dev.cco.ledger.Reports;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A ledger in which one project has another name. */
record Renamed(Reports reports, String from, String to) implements Reports {

  @Override
  public Totals totals(Optional<String> project, Period period) {
    return reports.totals(original(project), period);
  }

  @Override
  public List<Share> models(Optional<String> project, Period period) {
    return reports.models(original(project), period);
  }

  @Override
  public List<Share> projects(Period period) {
    return reports.projects(period);
  }

  @Override
  public List<Point> series(
      Optional<String> project, Period period, Duration bucket, Grouping grouping) {
    return reports.series(original(project), period, bucket, grouping);
  }

  @Override
  public List<Call> recent(Optional<String> project, int limit) {
    return reports.recent(original(project), limit);
  }

  @Override
  public List<String> projectNames() {
    return reports.projectNames().stream().map(name -> name.equals(from) ? to : name).toList();
  }

  private Optional<String> original(Optional<String> project) {
    return project.map(name -> name.equals(to) ? from : name);
  }
}
