-- As by_hand.sql, by one who trusts that no version of a pair lies there twice: only corrected pairs
-- are looked up. Files that were copied twice would be counted twice.
WITH settlements AS (
  SELECT * FROM read_parquet($files)
),
corrected AS (
  SELECT signal_id, horizon_hours, max(price_version) AS newest
  FROM settlements WHERE price_version > 1 GROUP BY ALL
),
counting AS (
  SELECT s.* FROM settlements AS s LEFT JOIN corrected AS c USING (signal_id, horizon_hours)
  WHERE s.price_version = coalesce(c.newest, 1)
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
