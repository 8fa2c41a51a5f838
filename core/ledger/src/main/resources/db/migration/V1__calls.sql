-- The common subset of H2 and PostgreSQL. Times are microseconds since 1970-01-01T00:00Z and lengths
-- of time are microseconds, so that no driver, session or daylight saving time comes between.
-- Money is US dollars.

CREATE TABLE projects (
  id VARCHAR(200) PRIMARY KEY,
  created_us BIGINT NOT NULL
);

-- One row for each call; id is the request id that the client saw. Null is unknown, never zero.
CREATE TABLE api_calls (
  id VARCHAR(128) PRIMARY KEY,
  started_us BIGINT NOT NULL,
  project_id VARCHAR(200) NOT NULL,
  key_id VARCHAR(128),
  protocol VARCHAR(16) NOT NULL,
  operation VARCHAR(16) NOT NULL,
  requested_model VARCHAR(256) NOT NULL,
  served_model VARCHAR(256),
  provider VARCHAR(64),
  attempt_count INTEGER NOT NULL,
  attempts VARCHAR(4000) NOT NULL,
  status INTEGER NOT NULL,
  error_type VARCHAR(128),
  stream BOOLEAN NOT NULL,
  latency_us BIGINT NOT NULL,
  first_byte_us BIGINT,
  overhead_us BIGINT NOT NULL,
  input_tokens BIGINT NOT NULL,
  cache_read_tokens BIGINT NOT NULL,
  cache_write_5m_tokens BIGINT NOT NULL,
  cache_write_1h_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  reasoning_tokens BIGINT NOT NULL,
  usage_known BOOLEAN NOT NULL,
  actual_cost DECIMAL(24, 12),
  would_be_cost DECIMAL(24, 12),
  cache_savings DECIMAL(24, 12) NOT NULL,
  prompt_cache_savings DECIMAL(24, 12) NOT NULL,
  model_savings DECIMAL(24, 12) NOT NULL,
  batch_savings DECIMAL(24, 12) NOT NULL,
  price_input DECIMAL(24, 12),
  price_cache_read DECIMAL(24, 12),
  price_cache_write_5m DECIMAL(24, 12),
  price_cache_write_1h DECIMAL(24, 12),
  price_output DECIMAL(24, 12),
  cache_hit BOOLEAN NOT NULL,
  cache_type VARCHAR(16) NOT NULL
);

CREATE INDEX api_calls_time ON api_calls (started_us);
CREATE INDEX api_calls_project_time ON api_calls (project_id, started_us);

-- Sums of api_calls, kept in the transaction that inserts the rows. period_type is minute or hour.
-- model and provider are those that answered, empty where none did.
CREATE TABLE cache_metrics (
  period_type VARCHAR(8) NOT NULL,
  period_start BIGINT NOT NULL,
  period_end BIGINT NOT NULL,
  project_id VARCHAR(200) NOT NULL,
  provider VARCHAR(64) NOT NULL,
  model VARCHAR(256) NOT NULL,
  total_requests BIGINT NOT NULL,
  failed_requests BIGINT NOT NULL,
  unpriced_requests BIGINT NOT NULL,
  cache_hits BIGINT NOT NULL,
  cache_misses BIGINT NOT NULL,
  hit_rate DECIMAL(7, 6),
  actual_cost DECIMAL(24, 12) NOT NULL,
  would_be_cost DECIMAL(24, 12) NOT NULL,
  total_savings DECIMAL(24, 12) NOT NULL,
  cache_savings DECIMAL(24, 12) NOT NULL,
  prompt_cache_savings DECIMAL(24, 12) NOT NULL,
  model_savings DECIMAL(24, 12) NOT NULL,
  batch_savings DECIMAL(24, 12) NOT NULL,
  input_tokens BIGINT NOT NULL,
  cache_read_tokens BIGINT NOT NULL,
  cache_write_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  saved_input_tokens BIGINT NOT NULL,
  saved_output_tokens BIGINT NOT NULL,
  latency_us BIGINT NOT NULL,
  hit_latency_us BIGINT NOT NULL,
  miss_latency_us BIGINT NOT NULL,
  last_call_us BIGINT NOT NULL,
  PRIMARY KEY (period_type, period_start, project_id, provider, model)
);
