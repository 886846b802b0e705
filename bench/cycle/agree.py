"""Holds what the naive way found against what the cycle stored and reported."""

import json
from collections.abc import Iterator, Mapping
from math import isclose
from pathlib import Path
from typing import Any

from bench.cycle.past import DUE
from bench.cycle.world import World

Record = Mapping[str, Any]
SAME = ("entry_at", "exit_at", "entry_price", "exit_price", "gross_bps", "net_bps", "settled_at")
SHOWN = 5e-4  # the report shows four digits
LEAST = 20  # below it a sum is null


def check(naive: Record, here: World, before: Path) -> None:
    """`before` is a checkout of the state as it was."""
    _settlements(naive["settled"], here, before)
    report = here.fleet.page("reports/meta_report.json")["agents"]
    for name, found in naive["agents"].items():
        _agent(name, report[name], found)


def _settlements(naive: list[Record], here: World, before: Path) -> None:
    days = {row["received_at"][:10] for row in naive}
    known = {_key(row) for day in days for row in _read(_text(before, day))}
    now = (row for day in days for row in _read(here.fleet.state(f"ledger/{day}.jsonl")))
    ours = {_key(row): row for row in now if _key(row) not in known}
    assert len(ours) == DUE
    assert {_key(row): _said(row) for row in naive} == {k: _said(one) for k, one in ours.items()}


def _agent(name: str, row: Record, found: Record) -> None:
    assert row["n"]["pnl_sum_bps"] == found["n"], name
    pairs = [
        (row["confidence"], found["confidence"]),
        (row["max_drawdown_bps"], found["max_drawdown_bps"]),
        (row["evidence"]["e_value"], found["e_value"]),
        (row["evidence"]["peak_e_value"], found["peak_e_value"]),
    ]
    if found["n"] >= LEAST:
        pairs.append((row["pnl_sum_bps"], found["pnl_sum_bps"]))
    for shown, reckoned in pairs:
        assert isclose(shown, reckoned, rel_tol=SHOWN, abs_tol=0.051), (name, shown, reckoned)


def _key(row: Record) -> tuple[str, int]:
    return row["signal_id"], row["horizon_hours"]


def _said(row: Record) -> list[object]:
    return [row[name] for name in SAME]


def _text(folder: Path, day: str) -> str:
    file = folder / "state" / "ledger" / f"{day}.jsonl"
    return file.read_text() if file.exists() else ""


def _read(text: str) -> Iterator[Record]:
    return map(json.loads, text.splitlines())
