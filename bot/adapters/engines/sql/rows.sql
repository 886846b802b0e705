-- The settlements that were known at a moment, in order of receipt. A row that lies there twice is
-- one; rows that differ are all given, for whoever asks to see.
SELECT DISTINCT
  signal_id, agent, strategy_class, run_id, fingerprint, symbol, direction, ts, received_at,
  settled_at, horizon_hours, regime, confidence, score_final, price_version, status, entry_at,
  exit_at, entry_price, exit_price, venue, gross_bps, fee_bps, slippage_bps, net_bps, reason
FROM settlements
CROSS JOIN known AS k
WHERE settled_at <= k.until_ms
ORDER BY received_at, signal_id, horizon_hours, price_version
