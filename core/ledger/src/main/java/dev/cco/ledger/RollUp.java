package dev.cco.ledger;

import dev.cco.ledger.Span.Source;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds calls to {@code cache_metrics}. */
final class RollUp {

  /** In one order for all, so that two writers on one database wait and do not deadlock. */
  private record Key(Source source, long start, String project, String provider, String model)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::source)
            .thenComparingLong(Key::start)
            .thenComparing(Key::project)
            .thenComparing(Key::provider)
            .thenComparing(Key::model);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  private static final String UPDATE =
      """
      UPDATE cache_metrics SET
        total_requests = total_requests + ?, failed_requests = failed_requests + ?,
        unpriced_requests = unpriced_requests + ?, cache_hits = cache_hits + ?,
        cache_misses = cache_misses + ?, actual_cost = actual_cost + ?,
        would_be_cost = would_be_cost + ?, total_savings = total_savings + ?,
        cache_savings = cache_savings + ?, prompt_cache_savings = prompt_cache_savings + ?,
        model_savings = model_savings + ?, batch_savings = batch_savings + ?,
        input_tokens = input_tokens + ?, cache_read_tokens = cache_read_tokens + ?,
        cache_write_tokens = cache_write_tokens + ?, output_tokens = output_tokens + ?,
        saved_input_tokens = saved_input_tokens + ?, saved_output_tokens = saved_output_tokens + ?,
        latency_us = latency_us + ?, hit_latency_us = hit_latency_us + ?,
        miss_latency_us = miss_latency_us + ?,
        last_call_us = GREATEST(last_call_us, ?)
      WHERE period_type = ? AND period_start = ? AND project_id = ? AND provider = ? AND model = ?
      """;

  private static final String INSERT =
      """
      INSERT INTO cache_metrics (
        total_requests, failed_requests, unpriced_requests, cache_hits, cache_misses,
        actual_cost, would_be_cost, total_savings,
        cache_savings, prompt_cache_savings, model_savings, batch_savings,
        input_tokens, cache_read_tokens, cache_write_tokens, output_tokens,
        saved_input_tokens, saved_output_tokens, latency_us, hit_latency_us, miss_latency_us,
        last_call_us, period_type, period_start, project_id, provider, model, period_end)
      VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
      """;

  private static final String HIT_RATE =
      """
      UPDATE cache_metrics
      SET hit_rate = CAST(cache_hits AS DECIMAL(24, 6)) / NULLIF(cache_hits + cache_misses, 0)
      WHERE period_type = ? AND period_start = ? AND project_id = ? AND provider = ? AND model = ?
      """;

  private RollUp() {}

  /** Adds calls that are not in it yet, in the transaction that inserts them. */
  static void add(Connection connection, List<ApiCall> calls) throws SQLException {
    Map<Key, Sums> sums = sums(calls);
    try (PreparedStatement update = connection.prepareStatement(UPDATE);
        PreparedStatement insert = connection.prepareStatement(INSERT);
        PreparedStatement hitRate = connection.prepareStatement(HIT_RATE)) {
      for (Map.Entry<Key, Sums> entry : sums.entrySet()) {
        bind(update, entry.getKey(), entry.getValue());
        if (update.executeUpdate() == 0) {
          bind(insert, entry.getKey(), entry.getValue());
          insert.setLong(28, entry.getKey().start() + entry.getKey().source().length());
          insert.executeUpdate();
        }
        bind(hitRate, 1, entry.getKey());
        hitRate.executeUpdate();
      }
    }
  }

  private static Map<Key, Sums> sums(List<ApiCall> calls) {
    Map<Key, Sums> sums = new TreeMap<>();
    for (ApiCall call : calls) {
      Sums one = Sums.of(call);
      sums.merge(key(Source.MINUTE, call), one, Sums::plus);
    }
    Map<Key, Sums> hours = new TreeMap<>();
    sums.forEach(
        (minute, sum) ->
            hours.merge(
                new Key(
                    Source.HOUR,
                    Source.HOUR.start(minute.start()),
                    minute.project(),
                    minute.provider(),
                    minute.model()),
                sum,
                Sums::plus));
    sums.putAll(hours);
    return sums;
  }

  private static Key key(Source source, ApiCall call) {
    return new Key(
        source,
        source.start(call.started),
        call.project,
        call.provider == null ? "" : call.provider,
        call.servedModel == null ? "" : call.servedModel);
  }

  private static void bind(PreparedStatement statement, Key key, Sums sums) throws SQLException {
    long[] counts = {sums.calls(), sums.failed(), sums.unpriced(), sums.hits(), sums.misses()};
    int next = bind(statement, 1, counts);
    BigDecimal[] money = {
      sums.cost(),
      sums.wouldBeCost(),
      sums.savings().total(),
      sums.savings().cache(),
      sums.savings().promptCache(),
      sums.savings().model(),
      sums.savings().batch()
    };
    for (BigDecimal amount : money) {
      statement.setBigDecimal(next++, amount);
    }
    long[] rest = {
      sums.inputTokens(),
      sums.cacheReadTokens(),
      sums.cacheWriteTokens(),
      sums.outputTokens(),
      sums.savedInputTokens(),
      sums.savedOutputTokens(),
      sums.latency(),
      sums.hitLatency(),
      sums.missLatency(),
      sums.lastCall()
    };
    bind(statement, bind(statement, next, rest), key);
  }

  private static int bind(PreparedStatement statement, int first, long[] values)
      throws SQLException {
    int next = first;
    for (long value : values) {
      statement.setLong(next++, value);
    }
    return next;
  }

  private static void bind(PreparedStatement statement, int first, Key key) throws SQLException {
    statement.setString(first, key.source().type());
    statement.setLong(first + 1, key.start());
    statement.setString(first + 2, key.project());
    statement.setString(first + 3, key.provider());
    statement.setString(first + 4, key.model());
  }
}
