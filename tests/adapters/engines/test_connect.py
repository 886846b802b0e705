"""A server of Spark Connect is asked by its URL, through the real program."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.engines.conftest import MISSING
from tests.adapters.engines.connect import connect_server
from tests.adapters.engines.rows import expected, same, written
from tests.adapters.engines.test_measures import fleet

ROOT = Path(__file__).parents[3]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    if MISSING:
        pytest.skip("pyspark is not here: make spark")
    with connect_server(tmp_path) as place:
        yield place


def measures(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Ask in a process of its own: one process has one kind of session."""
    line = [sys.executable, "-m", "bot", "measures", *arguments, "--json"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_server_measures_as_python_does_and_names_a_bad_line(server: str, tmp_path: Path) -> None:
    rows, ledger = fleet(30), tmp_path / "ledger"
    ledger.mkdir()
    written(ledger, rows[:50], "2026-03-01.parquet")
    plain = Path(written(ledger, rows[50:]))
    code, said = measures("--ledger", str(ledger), "--spark", server)
    assert code == 0
    assert same(said["measures"], expected(rows))
    plain.write_text("[]\n")
    code, said = measures("--ledger", str(ledger), "--spark", server)
    assert (code, said["error"]) == (1, "CorruptState")
    assert "2026-03-02.jsonl:1: it is not a settlement" in said["sentence"]
