-- The settlements that were known at a moment: each version of each pair once, in order of receipt.
SELECT
  signal_id, agent, strategy_class, run_id, fingerprint, symbol, direction, ts, received_at,
  settled_at, horizon_hours, regime, confidence, score_final, price_version, status, entry_at,
  exit_at, entry_price, exit_price, venue, gross_bps, fee_bps, slippage_bps, net_bps, reason
FROM (
  SELECT s.*, row_number() OVER (
    PARTITION BY signal_id, horizon_hours, price_version
    ORDER BY settled_at
  ) AS place
  FROM settlements AS s
) AS ordered
CROSS JOIN known AS k
WHERE place = 1 AND settled_at <= k.until_ms
ORDER BY received_at, signal_id, horizon_hours, price_version
