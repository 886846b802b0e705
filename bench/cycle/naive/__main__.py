"""python -m bench.cycle.naive STATE VENUE NOW: do the job in a checkout of the state branch."""

import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from bench.cycle.naive import writing
from bench.cycle.naive.judging import judge
from bench.cycle.naive.prices import Prices
from bench.cycle.naive.records import Record, millis, read
from bench.cycle.naive.settling import mark, settle, views_of


def main(folder: Path, venue: str, now: int) -> Record:
    begun = time.perf_counter()
    state = read_all(folder)
    was_read = time.perf_counter()
    prices = Prices(urlsplit(venue).netloc)
    views = views_of(state["signals"])
    rows = settle(state["signals"], state["rows"], prices, now)
    marks = mark(views, state["marks"], prices, now)
    settled = time.perf_counter()
    state["rows"] += rows
    state["marks"] += marks
    report = judge(state, views, now)
    reckoned = time.perf_counter()
    writing.append(folder / "ledger", rows, "received_at")
    writing.append(folder / "ledger" / "marks", marks, "hour")
    writing.report(folder, report)
    writing.push(folder.parent)
    pushed = time.perf_counter()
    seconds = {
        "read": was_read - begun,
        "settle": settled - was_read,
        "reckon": reckoned - settled,
        "write and push": pushed - reckoned,
    }
    return {"requests": prices.count, "seconds": seconds}


def read_all(folder: Path) -> Record:
    agents = json.loads((folder / "agents.json").read_text())["agents"]
    return {
        "signals": read(folder / "events" / "signals"),
        "runs": read(folder / "events" / "telemetry"),
        "rows": read(folder / "ledger"),
        "marks": read(folder / "ledger" / "marks"),
        "book": read(folder / "book"),
        "stages": {name: one["stage"] for name, one in agents.items()},
    }


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]), sys.argv[2], millis(sys.argv[3])), sys.stdout)
