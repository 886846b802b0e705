"""python -m bench.ingest.raw EVENTS FOLDER: DuckDB alone; lines it cannot read are lost."""

import sys
from pathlib import Path

import duckdb

SQL = """
copy (
  select distinct on (run_id, ts) * replace (?::timestamp as received_at)
  from (select *, null::timestamp as received_at from read_json(?, format = 'newline_delimited',
        ignore_errors = true, columns = {columns}, maximum_object_size = 16777216))
  where agent is not null and run_id is not null and ts is not null
) to '{target}' (format json)
"""
TEXTS = ("ts", "agent", "strategy_class", "run_id", "symbol", "direction", "regime", "fingerprint")
NUMBERS = ("prob_up", "confidence", "score_final", "latency_ms", "cost_usd")


def main(events: Path, folder: Path) -> None:
    folder.mkdir()
    columns = dict.fromkeys(TEXTS, "varchar") | dict.fromkeys(NUMBERS, "double")
    sql = SQL.format(columns=columns, target=folder / "events.jsonl")
    duckdb.execute(sql, ["2026-11-21 12:00:00", str(events)])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
