-- Settlements of all signals at once, each as the first look that could know it wrote it.
--
-- `candles` has what opens at a time in a market: a price, or null where nothing is known from
-- then on. A moment is priced by the next of these, unless that is null or opens too late.
-- The search for the next one is parted into blocks of time, so that a busy market is no burden of
-- one machine; an item that follows a block closely is in it as well.
WITH
once AS (
  SELECT *
  FROM (
    SELECT s.*, row_number() OVER (PARTITION BY signal_id ORDER BY received_at, ts) AS place
    FROM signals AS s
  ) AS ordered
  WHERE place = 1
),
pairs AS (
  SELECT
    o.signal_id, o.agent, o.strategy_class, o.run_id, o.fingerprint, o.symbol, o.direction,
    o.ts, o.received_at, o.regime, o.confidence, o.score_final,
    l.market, l.fee_bps, l.slippage_bps, h.horizon_hours,
    CASE WHEN o.direction = 'FLAT' THEN 0 WHEN o.direction = 'SHORT' THEN -1 ELSE 1 END AS side,
    CAST(ceil(o.received_at / t.interval_ms) AS BIGINT) * t.interval_ms AS wanted,
    CAST(ceil(
      (CAST(ceil(o.received_at / t.interval_ms) AS BIGINT) * t.interval_ms
        + h.horizon_hours * 3600000 + t.interval_ms) / t.every_ms
    ) AS BIGINT) * t.every_ms AS first_look
  FROM once AS o
  CROSS JOIN terms AS t
  CROSS JOIN horizons AS h
  LEFT JOIN listed AS l ON l.symbol = o.symbol
  WHERE o.received_at <= t.last_look
),
items AS (
  SELECT c.market, c.moment, min(c.open) AS open, count(*) - count(c.open) AS holes
  FROM candles AS c
  CROSS JOIN terms AS t
  WHERE c.moment < t.closed_ms
  GROUP BY c.market, c.moment
),
placed AS (
  SELECT i.market, i.moment, CAST(floor(i.moment / t.block_ms) AS BIGINT) AS block
  FROM items AS i
  CROSS JOIN terms AS t
  UNION
  SELECT i.market, i.moment, CAST(floor((i.moment - t.max_gap_ms) / t.block_ms) AS BIGINT) AS block
  FROM items AS i
  CROSS JOIN terms AS t
),
entry_line AS (
  SELECT market, block, moment, moment AS item, 0 AS asked
  FROM placed
  UNION ALL
  SELECT DISTINCT
    p.market, CAST(floor(p.wanted / t.block_ms) AS BIGINT) AS block, p.wanted AS moment,
    CAST(NULL AS BIGINT) AS item, 1 AS asked
  FROM pairs AS p
  CROSS JOIN terms AS t
  WHERE p.side <> 0 AND p.market IS NOT NULL
),
entry_next AS (
  SELECT market, moment, asked,
    min(item) OVER (
      PARTITION BY market, block ORDER BY moment DESC, asked
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS item
  FROM entry_line
),
entries AS (
  SELECT n.market, n.moment AS wanted, i.moment AS entry_at, i.open AS entry_price
  FROM entry_next AS n
  JOIN items AS i ON i.market = n.market AND i.moment = n.item
  CROSS JOIN terms AS t
  WHERE n.asked = 1 AND i.holes = 0 AND i.moment <= n.moment + t.max_gap_ms
),
entered AS (
  SELECT
    p.*, e.entry_at, e.entry_price,
    CAST(ceil((e.entry_at + p.horizon_hours * 3600000) / t.interval_ms) AS BIGINT)
      * t.interval_ms AS leaving
  FROM pairs AS p
  CROSS JOIN terms AS t
  LEFT JOIN entries AS e ON p.side <> 0 AND e.market = p.market AND e.wanted = p.wanted
),
exit_line AS (
  SELECT market, block, moment, moment AS item, 0 AS asked
  FROM placed
  UNION ALL
  SELECT DISTINCT
    d.market, CAST(floor(d.leaving / t.block_ms) AS BIGINT) AS block, d.leaving AS moment,
    CAST(NULL AS BIGINT) AS item, 1 AS asked
  FROM entered AS d
  CROSS JOIN terms AS t
  WHERE d.leaving IS NOT NULL
),
exit_next AS (
  SELECT market, moment, asked,
    min(item) OVER (
      PARTITION BY market, block ORDER BY moment DESC, asked
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS item
  FROM exit_line
),
exits AS (
  SELECT n.market, n.moment AS leaving, i.moment AS exit_at, i.open AS exit_price
  FROM exit_next AS n
  JOIN items AS i ON i.market = n.market AND i.moment = n.item
  CROSS JOIN terms AS t
  WHERE n.asked = 1 AND i.holes = 0 AND i.moment <= n.moment + t.max_gap_ms
),
legs AS (
  SELECT
    d.*, x.exit_at, x.exit_price,
    -- How long after the first look its price was known; null where it never is.
    CASE WHEN d.side = 0 OR d.market IS NULL THEN 0
      ELSE x.exit_at + t.interval_ms - d.first_look END AS late_ms
  FROM entered AS d
  CROSS JOIN terms AS t
  LEFT JOIN exits AS x ON x.market = d.market AND x.leaving = d.leaving
),
-- A look that finds no price is followed by others, as long as policy says; the last gives up.
tried AS (
  SELECT late_ms, min(after_ms) AS after_ms
  FROM (SELECT DISTINCT late_ms FROM legs WHERE late_ms IS NOT NULL) AS l
  JOIN tries AS r ON r.after_ms >= l.late_ms
  GROUP BY late_ms
),
ended AS (
  SELECT
    l.*,
    l.first_look + coalesce(r.after_ms, t.given_up_ms) AS settled_at,
    CASE
      WHEN l.side = 0 THEN 'recorded'
      WHEN l.market IS NOT NULL AND r.after_ms IS NOT NULL THEN 'settled'
      ELSE 'unpriceable'
    END AS status,
    t.venue, t.unlisted, t.unpriced
  FROM legs AS l
  CROSS JOIN terms AS t
  LEFT JOIN tried AS r ON r.late_ms = l.late_ms
  WHERE l.first_look + coalesce(r.after_ms, t.given_up_ms) <= t.last_look
),
moved AS (
  SELECT e.*,
    CASE WHEN status = 'settled' THEN (exit_price / entry_price - 1) * 10000 END AS move
  FROM ended AS e
),
-- Round to the nearest millionth of what the fraction is, not of what its product with a million
-- is rounded to: `rest` is what that product lost, after Dekker. A tie goes to the even one.
split AS (
  SELECT m.*, abs(move) * 1000000 AS product,
    abs(move) * 134217729e0 - (abs(move) * 134217729e0 - abs(move)) AS high
  FROM moved AS m
),
product AS (
  SELECT s.*, CAST(floor(product) AS DOUBLE) AS whole,
    (high * 1000000 - product) + (abs(move) - high) * 1000000 AS rest
  FROM split AS s
),
rounded AS (
  SELECT p.*,
    CASE
      WHEN product - whole - 0.5e0 > -rest THEN whole + 1
      WHEN product - whole - 0.5e0 < -rest THEN whole
      WHEN whole - 2 * CAST(floor(whole / 2) AS DOUBLE) = 0 THEN whole
      ELSE whole + 1
    END / 1000000 AS size
  FROM product AS p
),
grossed AS (
  SELECT r.*, side * CASE WHEN move < 0 THEN -size ELSE size END AS gross_bps
  FROM rounded AS r
),
netted AS (
  SELECT g.*, gross_bps - fee_bps - slippage_bps AS net
  FROM grossed AS g
),
net_split AS (
  SELECT n.*, abs(net) * 1000000 AS net_product,
    abs(net) * 134217729e0 - (abs(net) * 134217729e0 - abs(net)) AS net_high
  FROM netted AS n
),
net_product AS (
  SELECT s.*, CAST(floor(net_product) AS DOUBLE) AS net_whole,
    (net_high * 1000000 - net_product) + (abs(net) - net_high) * 1000000 AS net_rest
  FROM net_split AS s
),
net_rounded AS (
  SELECT p.*,
    CASE
      WHEN net_product - net_whole - 0.5e0 > -net_rest THEN net_whole + 1
      WHEN net_product - net_whole - 0.5e0 < -net_rest THEN net_whole
      WHEN net_whole - 2 * CAST(floor(net_whole / 2) AS DOUBLE) = 0 THEN net_whole
      ELSE net_whole + 1
    END / 1000000 AS net_size
  FROM net_product AS p
)
SELECT
  agent, confidence, direction,
  CASE WHEN status = 'settled' THEN entry_at END AS entry_at,
  CASE WHEN status = 'settled' THEN entry_price END AS entry_price,
  CASE WHEN status = 'settled' THEN exit_at END AS exit_at,
  CASE WHEN status = 'settled' THEN exit_price END AS exit_price,
  CASE WHEN status = 'settled' THEN fee_bps END AS fee_bps,
  fingerprint, gross_bps, horizon_hours,
  CASE WHEN net = 0 THEN net WHEN net < 0 THEN -net_size ELSE net_size END AS net_bps,
  CAST(1 AS BIGINT) AS price_version,
  CASE WHEN status <> 'unpriceable' THEN NULL WHEN market IS NULL THEN unlisted ELSE unpriced END
    AS reason,
  received_at, regime, run_id, score_final, settled_at, signal_id,
  CASE WHEN status = 'settled' THEN slippage_bps END AS slippage_bps,
  status, strategy_class, symbol, ts,
  CAST(1 AS BIGINT) AS v,
  CASE WHEN status = 'settled' THEN venue END AS venue,
  CAST(DATE '1970-01-01' + CAST(floor(received_at / 86400000) AS INT) AS STRING) AS day
FROM net_rounded
