"""python -m bench.site [AGENTS DAYS]: the dashboard of a large fleet, built, rebuilt, opened."""

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bot.adapters.folder_store import FolderStore
from bot.adapters.page_folder import PageFolder
from bot.adapters.page_parts import page_parts
from bot.commands.site import Studio, site
from bot.commands.site_material import Law
from bot.effects.site.files import VEGA
from bot.effects.site.material import Home
from bot.policy.evidence import Evidence as Terms
from bot.policy.policy import Policy
from bot.state.audit.entry import ORIGIN, read, seal
from bot.state.documents import Document, put
from bot.state.evidence import Checkpoint, DayPage, PortfolioDay, checkpoint_path, day_path
from bot.state.fleet import FLEET, Equity, Fleet
from bot.state.report.report import REPORT, Report
from bot.stats import fold, record
from bot.words.canonical import Json
from bot.words.instant import DAY, day_of, render
from tests.browser.fleet import report, traded
from tests.fakes.output import HeardOutput

SEED, KEPT = 5, 45
SORT = """button => {
  const start = performance.now();
  button.click();
  document.body.offsetHeight;
  return performance.now() - start;
}"""
END = datetime(2026, 11, 21, tzinfo=UTC)
MOVED: Json = {"from": {"stage": "shadow"}, "to": {"stage": "canary"}, "why": "E is 8, needs 7."}
TALLY = {
    "path": {"excess_bps": -131.4233, "hours": 24, "return_bps": 41.1304, "view_days": 2.0},
    "runs": {"cost_usd": 0.003943, "latencies": {"682": 1}, "latency_ms": 722.0, "runs": 1},
    "trades": {"nets": [12.1, -40.2], "horizons": {"24": [2, -28.1, 1, 0]}},
    "views": {"complete": 2, "signals": 2, "bins": {"6": [2, 1.3, 1]}},
}


def main() -> int:
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()]
    agents, days = sizes if len(sizes) == 2 else (500, 365)
    print(f"machine: {os.cpu_count()} cores; {agents} agents, {days} days; seed {SEED}")
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        _grow(root, [f"agent-{at:03}" for at in range(agents)], days)
        parts = page_parts(root / "cache")
        pages = PageFolder(root / "site")
        studio = Studio(
            FolderStore(root, root / "private"),
            HeardOutput(),
            Law(Policy()),
            (),
            None,
            Home(),
            parts,
            pages,
        )
        print(f"built in {_seconds(studio):.1f} s, rebuilt unchanged in {_seconds(studio):.1f} s")
        weights = {
            one: (root / "site" / one).stat().st_size for one in ("index.html", "agents.html")
        }
        print(", ".join(f"{name} {size / 1e6:.2f} MB" for name, size in weights.items()))
        whole = sum(one.stat().st_size for one in (root / "site").rglob("*") if one.is_file())
        vega = len(parts.assets[VEGA])
        print(f"whole site {whole / 1e6:.1f} MB, of it Vega {vega / 1e6:.2f} MB")
        _browse(root / "site")
    return 0


def _seconds(studio: Studio) -> float:
    start = time.perf_counter()
    site(studio)
    return time.perf_counter() - start


def _grow(root: Path, names: list[str], days: int) -> None:
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


def _browse(folder: Path) -> None:
    found = shutil.which("chromium")
    if found is None:
        print("no chromium on PATH: nothing was opened")
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for path in ("index.html", "agents.html"):
            page = browser.new_page()
            page.goto(f"file://{folder / path}")
            painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
            print(f"{path}: first contentful paint after {page.evaluate(painted):.0f} ms")
        button = page.locator("#fleet th button").nth(2)
        rows = page.locator("#fleet tbody tr").count()
        print(f"sorted {rows} rows in {button.evaluate(SORT):.0f} ms")
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
