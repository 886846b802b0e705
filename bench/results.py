"""The results as JSON, with the machine, the versions and the inputs they belong to."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.machine import machine, versions
from bench.row import Measured, Row, Size

FILE = Path("bench-out") / "results.json"


def write(rows: Sequence[Row], size: Size, file: Path = FILE) -> Path:
    found = {
        "v": 1,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "size": size.value,
        "machine": machine(),
        "versions": versions(),
        "rows": [wire(row) for row in rows],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def wire(row: Row) -> dict[str, object]:
    return {
        "case": row.case,
        "inputs": row.inputs,
        "n": row.n,
        "governor": _measured(row.ours),
        "rival": _measured(row.rival) if row.rival else None,
        "ratio": row.ratio,
        "memory_ratio": row.memory_ratio,
        "limit": {"says": row.limit.says, "held": row.limit.held} if row.limit else None,
        "note": row.note,
        "detail": list(row.detail),
    }


def _measured(one: Measured) -> dict[str, object]:
    return {
        "label": one.label,
        "median_s": one.median,
        "seconds": list(one.seconds),
        "peak_mb": one.peak_mb,
    }
