"""python -m bench.ingest.naive EVENTS FOLDER: the simplest loop that could do it.

It parses, looks at a few fields, keeps the ids in a set, writes: no quarantine, nothing safe.
"""

import json
import sys
from pathlib import Path

RECEIVED = "2026-11-21T12:00:00.000Z"


def main(events: Path, folder: Path) -> None:
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
                out.write(json.dumps(record | {"received_at": RECEIVED}) + "\n")


def _plausible(record: dict[str, object]) -> bool:
    texts = all(isinstance(record.get(name), str) for name in ("agent", "run_id", "ts"))
    direction = record.get("direction", "FLAT") in {"LONG", "SHORT", "FLAT"}
    confidence = record.get("confidence", 0)
    return texts and direction and isinstance(confidence, float | int) and 0 <= confidence <= 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
