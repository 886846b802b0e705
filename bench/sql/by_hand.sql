-- The same measures as one writes them by hand for DuckDB alone. Whatever lies there twice counts
-- once, as with us.
WITH counting AS (
  SELECT * FROM read_parquet($files)
  QUALIFY row_number() OVER (PARTITION BY signal_id, horizon_hours ORDER BY price_version DESC) = 1
)
SELECT
  agent, fingerprint, horizon_hours,
  count(*) AS n, count(net_bps) AS priced,
  count(*) FILTER (net_bps > 0) AS wins,
  count(*) FILTER (net_bps < 0) AS losses,
  count(*) FILTER (net_bps = 0) AS ties,
  count(*) FILTER (status = 'recorded') AS flat,
  count(*) FILTER (status = 'unpriceable') AS unpriceable,
  sum(gross_bps) AS gross_bps, sum(fee_bps) AS fee_bps,
  sum(slippage_bps) AS slippage_bps, sum(net_bps) AS net_bps,
  avg(net_bps) AS mean_bps, stddev_samp(net_bps) AS sd_bps,
  min(net_bps) AS min_bps, max(net_bps) AS max_bps,
  wins / nullif(wins + losses, 0) AS hit_rate,
  CASE WHEN priced >= 20 THEN list_avg(list_sort(
    list(net_bps) FILTER (net_bps IS NOT NULL))[:((priced + 19) // 20)::BIGINT]) END AS cvar95_bps,
  min(received_at) AS first_at, max(received_at) AS last_at
FROM counting
GROUP BY ALL
ORDER BY agent, fingerprint, horizon_hours
