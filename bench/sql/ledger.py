"""A ledger of any size, made by DuckDB in seconds: 200 agents, 20 symbols, three horizons.

One pair in a thousand was corrected, and has a second version.
"""

from pathlib import Path
from typing import Final

import duckdb

DAYS: Final = 30
START_MS: Final = 1_772_409_600_000
DAY: Final = """
COPY (
  WITH
  signals AS (
    SELECT i, hash(i) AS h, sha256(i::VARCHAR) AS signal_id,
      {start} + (i - {first}) * 86400000 // {count} AS received_at
    FROM range({first}, {first} + {count}) AS t(i)
  ),
  pairs AS (
    SELECT *, h % 10 < 9 AS staked,
      CASE WHEN h % 10 < 9 THEN
        round(((h + horizon_hours * 7919 + price_version * 104729) % 2000003) / 5000.0::DOUBLE
          - 200, 6) END AS gross_bps
    FROM signals, (VALUES (1), (4), (24)) AS z(horizon_hours), (VALUES (1), (2)) AS y(price_version)
    WHERE price_version = 1 OR h % 1000 = 0
  )
  SELECT signal_id, 'agent-' || (h % 200) AS agent, 'class-' || (h % 7) AS strategy_class,
    'run-' || (i // 40) AS run_id, 'f' || (h % 200) AS fingerprint, 'SYM' || (h % 20) AS symbol,
    CASE WHEN NOT staked THEN 'FLAT' WHEN h % 2 = 0 THEN 'LONG' ELSE 'SHORT' END AS direction,
    received_at - 1000 AS ts, received_at,
    received_at + horizon_hours * 3600000 + price_version * 1800000 AS settled_at,
    horizon_hours::BIGINT AS horizon_hours, 'MIXED' AS regime,
    0.5::DOUBLE AS confidence, 0.1::DOUBLE AS score_final, price_version::BIGINT AS price_version,
    CASE WHEN staked THEN 'settled' ELSE 'recorded' END AS status,
    CASE WHEN staked THEN received_at // 60000 * 60000 + 60000 END AS entry_at,
    CASE WHEN staked THEN (received_at // 60000 + horizon_hours * 60 + 1) * 60000 END AS exit_at,
    CASE WHEN staked THEN 100::DOUBLE END AS entry_price,
    CASE WHEN staked THEN 100 + gross_bps / 100 END AS exit_price,
    CASE WHEN staked THEN 'files' END AS venue, gross_bps,
    CASE WHEN staked THEN 20::DOUBLE END AS fee_bps,
    CASE WHEN staked THEN 4::DOUBLE END AS slippage_bps,
    round(gross_bps - 24, 6) AS net_bps, NULL::VARCHAR AS reason, 1::BIGINT AS v
  FROM pairs
) TO '{file}' (FORMAT parquet, COMPRESSION zstd)
"""


def make(folder: Path, rows: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    count = rows // 3 // DAYS
    with duckdb.connect(config={"memory_limit": "3GB"}) as database:
        database.execute("SET enable_progress_bar = false")
        for day in range(DAYS):
            file = folder / f"2026-03-{day + 1:02}.parquet"
            start, first = START_MS + day * 86_400_000, day * count
            database.execute(DAY.format(start=start, first=first, count=count, file=file))
