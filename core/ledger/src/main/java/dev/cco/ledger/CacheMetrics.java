package dev.cco.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;

/** A row of {@code cache_metrics}: the sums of a project's calls to one model in one period. */
@Entity
@IdClass(CacheMetrics.Key.class)
@Table(name = "cache_metrics")
class CacheMetrics {

  /** A class and not a record: EclipseLink sets the fields of a key. */
  static class Key implements Serializable {
    private static final long serialVersionUID = 1L;

    String periodType = "";
    long periodStart;
    String project = "";
    String provider = "";
    String model = "";

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && periodStart == key.periodStart
          && periodType.equals(key.periodType)
          && project.equals(key.project)
          && provider.equals(key.provider)
          && model.equals(key.model);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(periodStart) + 31 * project.hashCode() + 961 * model.hashCode();
    }
  }

  @Id
  @Column(name = "period_type")
  String periodType = "";

  @Id
  @Column(name = "period_start")
  long periodStart;

  @Id
  @Column(name = "project_id")
  String project = "";

  @Id String provider = "";
  @Id String model = "";

  @Column(name = "total_requests")
  long calls;

  @Column(name = "failed_requests")
  long failed;

  @Column(name = "unpriced_requests")
  long unpriced;

  @Column(name = "cache_hits")
  long hits;

  @Column(name = "cache_misses")
  long misses;

  @Column(name = "actual_cost")
  BigDecimal cost = BigDecimal.ZERO;

  @Column(name = "would_be_cost")
  BigDecimal wouldBeCost = BigDecimal.ZERO;

  @Column(name = "cache_savings")
  BigDecimal cacheSavings = BigDecimal.ZERO;

  @Column(name = "prompt_cache_savings")
  BigDecimal promptCacheSavings = BigDecimal.ZERO;

  @Column(name = "model_savings")
  BigDecimal modelSavings = BigDecimal.ZERO;

  @Column(name = "batch_savings")
  BigDecimal batchSavings = BigDecimal.ZERO;

  @Column(name = "input_tokens")
  long inputTokens;

  @Column(name = "cache_read_tokens")
  long cacheReadTokens;

  @Column(name = "cache_write_tokens")
  long cacheWriteTokens;

  @Column(name = "output_tokens")
  long outputTokens;

  @Column(name = "saved_input_tokens")
  long savedInputTokens;

  @Column(name = "saved_output_tokens")
  long savedOutputTokens;

  @Column(name = "latency_us")
  long latency;

  @Column(name = "hit_latency_us")
  long hitLatency;

  @Column(name = "miss_latency_us")
  long missLatency;

  @Column(name = "last_call_us")
  long lastCall;

  protected CacheMetrics() {}
}
