-- What every agent's runs took: one row for each agent. A run that reports for several models is
-- one run, and its cost is unknown where one part of it is.
WITH
parts AS (
  SELECT
    agent, run_id, ts, tokens_in, tokens_out, errors,
    CAST(floor(latency_ms * 1000 + 0.5e0) AS BIGINT) AS latency,
    CAST(floor(cost_usd * 1000000000 + 0.5e0) AS BIGINT) AS cost
  FROM telemetry
),
runs AS (
  SELECT
    agent,
    CAST(sum(latency) AS BIGINT) AS latency,
    sum(tokens_in) AS tokens_in,
    sum(tokens_out) AS tokens_out,
    sum(errors) AS errors,
    CASE WHEN count(cost) = count(*) THEN sum(cost) END AS cost,
    min(ts) AS first_at,
    max(ts) AS last_at
  FROM parts
  GROUP BY agent, run_id
)
SELECT
  agent,
  count(*) AS runs,
  count(CASE WHEN errors > 0 THEN 1 END) AS failed,
  CAST(sum(errors) AS BIGINT) AS errors,
  CAST(sum(latency) AS DOUBLE) / 1000 / count(*) AS latency_mean_ms,
  CAST(percentile_disc(0.95) WITHIN GROUP (ORDER BY latency) AS DOUBLE) / 1000 AS latency_p95_ms,
  CAST(sum(tokens_in) AS BIGINT) AS tokens_in,
  CAST(sum(tokens_out) AS BIGINT) AS tokens_out,
  CAST(sum(cost) AS DOUBLE) / 1000000000 AS cost_usd,
  count(*) - count(cost) AS unpriced,
  min(first_at) AS first_at,
  max(last_at) AS last_at
FROM runs
GROUP BY agent
ORDER BY agent
