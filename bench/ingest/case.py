"""python -m bench ingest: lines into a state folder, one in a hundred of them bad in ten ways."""

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench import turns
from bench.child import Ran, python, run
from bench.ingest import lines
from bench.row import Measured, Row, Size, at_least, at_most, both

LINES = {Size.QUICK: 20_000, Size.USUAL: 300_000, Size.LARGE: 1_000_000}
TURNS = {Size.QUICK: 1, Size.USUAL: 3, Size.LARGE: 3}
WANTED_RATE, WANTED_MB = 150_000, 400
RIVALS = {
    "naive": "a loop over json.loads, nothing safe",
    "raw": "raw DuckDB, JSON to JSON",
    "floor": "wc -l",
}


def rows(size: Size) -> Iterator[Row]:
    count = LINES[size]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        events = folder / "events.jsonl"
        with events.open("wb") as file:
            file.writelines(lines.lines(count))
        inputs = f"{events.stat().st_size / 1e6:,.0f} MB, 1 % bad lines"
        kinds = ("governor", *RIVALS)
        found: dict[str, list[Ran]] = {kind: [] for kind in kinds}
        for turn in range(TURNS[size]):
            for kind in kinds:
                found[kind].append(_run(kind, events, folder / f"{kind}-{turn}"))
        verify(folder / "governor-0", count)
    ours = _ours(found["governor"])
    for kind, label in RIVALS.items():
        rival = turns.of_children(label, found[kind])
        row = Row("ingest", inputs, count, ours, rival)
        is_naive = kind == "naive" and size is not Size.QUICK
        yield replace(row, limit=at_least("times faster", row.ratio, 1)) if is_naive else row
    rate = count / (ours.median or 1)
    fast = at_least("lines/s", rate, 0 if size is Size.QUICK else WANTED_RATE)
    small = at_most("MB", ours.peak_mb, WANTED_MB)
    processor = f"{os.cpu_count()} cores, {found['governor'][0].processor:.1f} s of processor"
    yield Row("ingest, rate", inputs, count, ours, None, both(fast, small), detail=(processor,))


def _ours(runs: list[Ran]) -> Measured:
    """Add up the peaks of all workers, though they need not coincide."""
    figures = [json.loads(one.output) for one in runs]
    peak = max(one["megabytes"] for one in figures)
    return Measured("governor ingest", tuple(one["seconds"] for one in figures), peak)


def _run(kind: str, events: Path, target: Path) -> Ran:
    if kind == "floor":
        return run(["wc", "-l", str(events)])
    return run(python(f"bench.ingest.{kind}", str(events), str(target)))


def verify(repo: Path, count: int) -> None:
    """Hold that every good line is stored once, and every bad one kept with line and reason."""
    bad = {number for number in range(1, count + 1) if lines.is_bad(number)}
    seen = bytearray(count + 1)
    for kind in ("signals", "telemetry"):
        for record in _records(repo, kind):
            seen[int(str(record["run_id"]).removeprefix("run-"))] += 1
    assert all(seen[number] == (number not in bad) for number in range(1, count + 1))
    kept = {record["line"]: record["reason"] for record in _records(repo, "quarantine")}
    assert kept.keys() == bad
    assert all(lines.reason_of(number) in str(kept[number]) for number in bad)


def _records(repo: Path, kind: str) -> Iterator[dict[str, object]]:
    for path in sorted((repo / "state" / "events" / kind).iterdir()):
        with path.open("rb") as file:
            yield from map(json.loads, file)
