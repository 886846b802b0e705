"""A large fleet's past, as much of it as a dashboard shows."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bot.policy.evidence import Evidence as Terms
from bot.state.audit.entry import ORIGIN, read, seal
from bot.state.documents import Document, put
from bot.state.evidence import Checkpoint, DayPage, PortfolioDay, checkpoint_path, day_path
from bot.state.fleet import FLEET, Equity, Fleet
from bot.state.report.report import REPORT, Report
from bot.stats import fold, record
from bot.words.canonical import Json
from bot.words.instant import DAY, day_of, render
from tests.browser.fleet import report, traded

SEED, KEPT = 5, 45
END = datetime(2026, 11, 21, tzinfo=UTC)
MOVED: Json = {"from": {"stage": "shadow"}, "to": {"stage": "canary"}, "why": "E is 8, needs 7."}
TALLY = {
    "path": {"excess_bps": -131.4233, "hours": 24, "return_bps": 41.1304, "view_days": 2.0},
    "runs": {"cost_usd": 0.003943, "latencies": {"682": 1}, "latency_ms": 722.0, "runs": 1},
    "trades": {"nets": [12.1, -40.2], "horizons": {"24": [2, -28.1, 1, 0]}},
    "views": {"complete": 2, "signals": 2, "bins": {"6": [2, 1.3, 1]}},
}


def grow(root: Path, names: list[str], days: int) -> None:
    chance = random.Random(SEED)
    _write(root, REPORT.pattern, _report(names, chance))
    _write(root, FLEET.pattern, Fleet(curve=Equity(at=render(END), pnl_bps=9.0, hours=24 * days)))
    for back in range(days, 0, -1):
        day = day_of(END - back * DAY)
        tallies = {f"{name}/1": TALLY for name in names}
        book = PortfolioDay(bps=chance.gauss(1, 30), hours=24)
        _write(root, day_path(day), DayPage(day=day, portfolio=book, hypotheses=tallies))
    for back in range(min(days, KEPT), 0, -1):
        _write(
            root, checkpoint_path(day_of(END - back * DAY)), _checkpoint(END - back * DAY, names)
        )
    for month, lines in _audit(days).items():
        place = root / f"state/audit/{month}.jsonl"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"".join(line + b"\n" for line in lines))


def _write(root: Path, path: str, document: Document) -> None:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(put(path, document).data)


def _report(names: list[str], chance: random.Random) -> Report:
    return report({name: traded(score=round(chance.uniform(20, 100), 1)) for name in names})


def _checkpoint(at: datetime, names: list[str]) -> Checkpoint:
    terms = Terms()
    grown = fold.enter(fold.start(at, terms), [f"{name}/1" for name in names])
    held = np.full(len(names), 24.0)
    whole = replace(grown, evidence=replace(grown.evidence, hours=held))
    fields = record.write(whole)
    return Checkpoint.model_validate({**fields, "columns": list(record.COLUMNS)})


def _audit(days: int) -> dict[str, list[bytes]]:
    months: dict[str, list[bytes]] = {}
    for at, line in _chain(days):
        months.setdefault(render(at)[:7], []).append(line)
    return months


def _chain(days: int) -> Iterator[tuple[datetime, bytes]]:
    before = ORIGIN
    for seq in range(days * 48):
        at = END - days * DAY + seq * timedelta(minutes=30)
        kind = "genesis" if seq == 0 else "decision" if seq % 40 == 0 else "digest"
        line = seal(
            {
                "v": 1,
                "seq": seq,
                "at": render(at),
                "kind": kind,
                "actor": "governor",
                "subject": f"agent-{seq % 100:03}",
                "body": MOVED if kind == "decision" else {},
                "key": str(seq),
                "policy_digest": "ab" * 32,
                "inputs_digest": "",
                "code_version": "1",
                "prev": before,
            }
        )
        before = read(line).hash
        yield at, line
