package dev.cco.ledger;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** The insertion of one {@link ApiCall}, its columns in the table's order. */
final class CallInsert {
  static final String SQL =
      """
      INSERT INTO api_calls (
        id, started_us, project_id, key_id, protocol, operation, requested_model, served_model,
        provider, attempt_count, attempts, status, error_type, stream,
        latency_us, first_byte_us, overhead_us,
        input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
        output_tokens, reasoning_tokens, usage_known,
        actual_cost, would_be_cost,
        cache_savings, prompt_cache_savings, model_savings, batch_savings,
        price_input, price_cache_read, price_cache_write_5m, price_cache_write_1h, price_output,
        cache_hit, cache_type)
      VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
      """;

  private final PreparedStatement statement;
  private int next = 1;

  private CallInsert(PreparedStatement statement) {
    this.statement = statement;
  }

  static void bind(PreparedStatement statement, ApiCall call) throws SQLException {
    CallInsert insert = new CallInsert(statement);
    insert.who(call);
    insert.outcome(call);
    insert.tokens(call);
    insert.money(call);
  }

  private void who(ApiCall call) throws SQLException {
    text(call.id);
    number(call.started);
    text(call.project);
    text(call.key);
    text(call.protocol);
    text(call.operation);
    text(call.requestedModel);
    text(call.servedModel);
    text(call.provider);
  }

  private void outcome(ApiCall call) throws SQLException {
    number(call.attemptCount);
    text(call.attempts);
    number(call.status);
    text(call.errorType);
    flag(call.stream);
    number(call.latency);
    number(call.firstByte);
    number(call.overhead);
  }

  private void tokens(ApiCall call) throws SQLException {
    number(call.inputTokens);
    number(call.cacheReadTokens);
    number(call.cacheWrite5mTokens);
    number(call.cacheWrite1hTokens);
    number(call.outputTokens);
    number(call.reasoningTokens);
    flag(call.usageKnown);
  }

  private void money(ApiCall call) throws SQLException {
    money(call.cost);
    money(call.wouldBeCost);
    money(call.cacheSavings);
    money(call.promptCacheSavings);
    money(call.modelSavings);
    money(call.batchSavings);
    money(call.priceInput);
    money(call.priceCacheRead);
    money(call.priceCacheWrite5m);
    money(call.priceCacheWrite1h);
    money(call.priceOutput);
    flag(call.cacheHit);
    text(call.cacheType);
  }

  private void text(@Nullable String value) throws SQLException {
    statement.setString(next++, value);
  }

  private void flag(boolean value) throws SQLException {
    statement.setBoolean(next++, value);
  }

  private void number(int value) throws SQLException {
    statement.setInt(next++, value);
  }

  private void number(long value) throws SQLException {
    statement.setLong(next++, value);
  }

  private void number(@Nullable Long value) throws SQLException {
    if (value == null) {
      statement.setNull(next++, Types.BIGINT);
    } else {
      statement.setLong(next++, value);
    }
  }

  private void money(@Nullable BigDecimal value) throws SQLException {
    statement.setBigDecimal(next++, value);
  }
}
