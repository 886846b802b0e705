"""Lines as dicts, and times as numbers."""

import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Record = dict[str, Any]
MINUTE, HOUR = 60_000, 3_600_000
DAY = 24 * HOUR
BPS = 10_000.0
HORIZONS, PRIMARY = (1, 4, 24), 24
FEE, SLIPPAGE = 20.0, 4.0


def read(folder: Path) -> list[Record]:
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        with path.open("rb") as file:
            found += [json.loads(line) for line in file]
    return found


def grouped(records: list[Record], name: str) -> dict[str, list[Record]]:
    groups = defaultdict(list)
    for record in records:
        groups[record[name]].append(record)
    return groups


def millis(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1000)


def text(moment: int) -> str:
    at = datetime.fromtimestamp(moment / 1000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def minute_at(moment: str) -> int:
    """Give the first minute that begins then or later."""
    return -(-millis(moment) // MINUTE) * MINUTE


def window(now: int, days: int) -> str:
    """Name the first of so many days, of which the last is the one that has not ended."""
    return text(now // DAY * DAY - (days - 1) * DAY)[:10]
