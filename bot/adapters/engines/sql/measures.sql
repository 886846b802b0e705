-- What every agent's trades came to: one row for each agent, fingerprint and horizon.
-- Amounts are added as millionths of a bp, to which rows are rounded: exact in whatever order.
WITH
-- Nearly every pair of signal and horizon is there once. The others are found by a short mark,
-- which few pairs share by chance, and only these are put in order of their versions.
again AS (
  SELECT hash(signal_id, horizon_hours) AS mark
  FROM settlements
  GROUP BY hash(signal_id, horizon_hours)
  HAVING count(*) > 1
),
ordered AS (
  SELECT
    agent, fingerprint, horizon_hours, received_at, status,
    gross_bps, fee_bps, slippage_bps, net_bps,
    row_number() OVER (
      PARTITION BY signal_id, horizon_hours
      ORDER BY price_version DESC, settled_at, agent, fingerprint NULLS FIRST, status,
        net_bps NULLS FIRST, gross_bps NULLS FIRST
    ) AS place
  FROM settlements
  WHERE hash(signal_id, horizon_hours) IN (SELECT mark FROM again)
),
counting AS (
  SELECT
    agent, fingerprint, horizon_hours, received_at, status,
    gross_bps, fee_bps, slippage_bps, net_bps
  FROM settlements
  WHERE hash(signal_id, horizon_hours) NOT IN (SELECT mark FROM again)
  UNION ALL
  SELECT
    agent, fingerprint, horizon_hours, received_at, status,
    gross_bps, fee_bps, slippage_bps, net_bps
  FROM ordered
  WHERE place = 1
),
exact AS (
  SELECT
    agent, fingerprint, horizon_hours, received_at, status, net_bps,
    CAST(floor(gross_bps * 1000000 + 0.5e0) AS BIGINT) AS gross,
    CAST(floor(fee_bps * 1000000 + 0.5e0) AS BIGINT) AS fee,
    CAST(floor(slippage_bps * 1000000 + 0.5e0) AS BIGINT) AS slippage,
    CAST(floor(net_bps * 1000000 + 0.5e0) AS BIGINT) AS net
  FROM counting
),
sums AS (
  SELECT
    agent, fingerprint, horizon_hours,
    count(*) AS n,
    count(net) AS priced,
    count(CASE WHEN net > 0 THEN 1 END) AS wins,
    count(CASE WHEN net < 0 THEN 1 END) AS losses,
    count(CASE WHEN net = 0 THEN 1 END) AS ties,
    count(CASE WHEN status = 'recorded' THEN 1 END) AS flat,
    count(CASE WHEN status = 'unpriceable' THEN 1 END) AS unpriceable,
    CAST(sum(gross) AS BIGINT) AS gross,
    CAST(sum(fee) AS BIGINT) AS fee,
    CAST(sum(slippage) AS BIGINT) AS slippage,
    CAST(sum(net) AS BIGINT) AS net,
    stddev_samp(net_bps) AS sd_bps,
    min(net) AS least,
    max(net) AS most,
    min(received_at) AS first_at,
    max(received_at) AS last_at,
    CAST(floor((count(net) + 19) / 20) AS BIGINT) AS twentieth,
    CAST(percentile_disc(0.05) WITHIN GROUP (ORDER BY net) AS BIGINT) AS edge
  FROM exact
  GROUP BY agent, fingerprint, horizon_hours
),
-- The worst twentieth is what lies below its edge, and as often the edge as makes it whole.
below AS (
  SELECT e.agent, e.fingerprint, e.horizon_hours, count(*) AS n, sum(e.net) AS net
  FROM exact AS e
  JOIN sums AS s
    ON e.agent = s.agent
    AND e.fingerprint IS NOT DISTINCT FROM s.fingerprint
    AND e.horizon_hours = s.horizon_hours
  WHERE e.net < s.edge
  GROUP BY e.agent, e.fingerprint, e.horizon_hours
)
SELECT
  s.agent, s.fingerprint, s.horizon_hours,
  s.n, s.priced, s.wins, s.losses, s.ties, s.flat, s.unpriceable,
  CAST(s.gross AS DOUBLE) / 1000000 AS gross_bps,
  CAST(s.fee AS DOUBLE) / 1000000 AS fee_bps,
  CAST(s.slippage AS DOUBLE) / 1000000 AS slippage_bps,
  CAST(s.net AS DOUBLE) / 1000000 AS net_bps,
  CAST(s.net AS DOUBLE) / 1000000 / nullif(s.priced, 0) AS mean_bps,
  s.sd_bps,
  CAST(s.least AS DOUBLE) / 1000000 AS min_bps,
  CAST(s.most AS DOUBLE) / 1000000 AS max_bps,
  CAST(s.wins AS DOUBLE) / nullif(s.wins + s.losses, 0) AS hit_rate,
  CASE WHEN s.priced >= 20 THEN
    CAST(coalesce(b.net, 0) + (s.twentieth - coalesce(b.n, 0)) * s.edge AS DOUBLE)
      / 1000000 / s.twentieth
  END AS cvar95_bps,
  s.first_at, s.last_at
FROM sums AS s
LEFT JOIN below AS b
  ON s.agent = b.agent
  AND s.fingerprint IS NOT DISTINCT FROM b.fingerprint
  AND s.horizon_hours = b.horizon_hours
ORDER BY s.agent, s.fingerprint NULLS FIRST, s.horizon_hours
