package dev.cco.web;

import dev.cco.ledger.Reports;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Clock;

/** What the dashboard's beans are given. */
@ApplicationScoped
public class DashboardWiring {
  @Inject Lifecycle lifecycle;

  /** The ledger's answers; fails while nothing is recorded because CCO does not serve. */
  @Produces
  Reports reports() {
    return lifecycle
        .running()
        .map(cco -> cco.ledger().reports())
        .orElseThrow(() -> new IllegalStateException("CCO is not serving; see /health/ready"));
  }

  @Produces
  Clock clock() {
    return Clock.systemUTC();
  }
}
