package dev.cco.web.dashboard;

import dev.cco.ledger.Reports;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/** Hands the dashboard to view-scoped beans, which may keep nothing that cannot be serialized. */
@ApplicationScoped
public class Dashboards {
  @Inject Reports reports;
  @Inject Clock clock;

  public Dashboard dashboard() {
    return new Dashboard(reports, clock);
  }
}
