"""Ingest a million lines into a state folder, beside the simplest loop that could do it.

The ingest runs in a process of its own, so that its memory is its own. The memory shown adds the
peak of every worker process to the peak of their parent, though the peaks need not coincide.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from bench.ingest import lines
from bench.ingest.lines import NOW, TOLERANCE
from bot.adapters.folder_store import FolderStore
from bot.adapters.sources import find_sources
from bot.adapters.spread import spread, workers
from bot.commands.admission import Admission
from bot.commands.ingest import ingest
from tests.fakes.output import HeardOutput

LINES = 1_000_000
WANTED_RATE = 150_000
WANTED_MB = 400
CHILD = "--child"

Figures: TypeAlias = dict[str, float]


def main(count: int = LINES) -> int:
    with tempfile.TemporaryDirectory() as folder:
        return bench(Path(folder), count)


def bench(folder: Path, count: int) -> int:
    events, state = folder / "events.jsonl", folder / "repo"
    with events.open("wb") as file:
        file.writelines(lines.lines(count))
    print(f"input: {count:,} lines, {events.stat().st_size / 1e6:,.0f} MB, 1 % bad of 10 kinds")
    print(f"machine: {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    figures = _run(CHILD, events, state)
    rate, megabytes = count / figures["seconds"], figures["megabytes"]
    print(_row("governor ingest", count, figures), f"peak {megabytes:,.0f} MB")
    print(_row("naive loop", count, naive(events, folder / "naive")))
    verify(state, count)
    print("verified: every good line stored once, every bad one kept with its line and reason")
    reached = rate >= WANTED_RATE and megabytes < WANTED_MB
    print(f"wanted: {WANTED_RATE:,} lines/s, under {WANTED_MB} MB: {'yes' if reached else 'NO'}")
    return 0 if reached else 1


def _row(name: str, count: int, figures: Figures) -> str:
    seconds = figures["seconds"]
    return (
        f"{name:16} {seconds:6.2f} s, {count / seconds:9,.0f} lines/s, "
        f"{figures['cpu']:6.2f} s of processor time"
    )


def _run(flag: str, events: Path, state: Path) -> Figures:
    command = [sys.executable, "-m", "bench.ingest", flag, str(events), str(state)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def child(events: Path, repo: Path) -> int:
    started = time.perf_counter()
    store = FolderStore(repo, repo / ".governor")
    sources = find_sources([str(events)], sys.stdin.buffer, repo / ".governor")
    admission = Admission(TOLERANCE, lines.fingerprints())
    code = ingest(store, HeardOutput(), sources, NOW, admission, spread=spread)
    seconds = time.perf_counter() - started
    own = resource.getrusage(resource.RUSAGE_SELF)
    each = resource.getrusage(resource.RUSAGE_CHILDREN)

    figures = {
        "seconds": seconds,
        "cpu": own.ru_utime + own.ru_stime + each.ru_utime + each.ru_stime,
        "megabytes": (own.ru_maxrss + workers() * each.ru_maxrss) / 1024,
    }
    print(json.dumps(figures))
    return code


def naive(events: Path, folder: Path) -> Figures:
    """Parse, look at a few fields, keep the ids in a set, write: no quarantine, nothing safe."""
    started, cpu = time.perf_counter(), time.process_time()
    folder.mkdir()
    seen: set[object] = set()
    with events.open("rb") as source, (folder / "events.jsonl").open("w") as out:
        for line in source:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if _plausible(record) and (name := (record["run_id"], record["ts"])) not in seen:
                seen.add(name)
                out.write(json.dumps(record | {"received_at": str(NOW)}) + "\n")
    return {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}


def _plausible(record: dict[str, object]) -> bool:
    texts = all(isinstance(record.get(name), str) for name in ("agent", "run_id", "ts"))
    direction = record.get("direction", "FLAT") in {"LONG", "SHORT", "FLAT"}
    confidence = record.get("confidence", 0)
    return texts and direction and isinstance(confidence, float | int) and 0 <= confidence <= 1


def verify(repo: Path, count: int) -> None:
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


def run(arguments: list[str]) -> int:
    if arguments[:1] == [CHILD]:
        return child(Path(arguments[1]), Path(arguments[2]))
    return main(int(arguments[0]) if arguments else LINES)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
