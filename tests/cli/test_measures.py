"""governor measures: a ledger in a folder, in, few rows out; and what a person is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.main import run
from tests.adapters.engines.rows import row, written

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    folder = tmp_path / "ledger"
    (folder / "marks").mkdir(parents=True)
    (folder / "marks" / "2026-03-02.jsonl").write_text("no settlement\n")
    written(folder, [row(number, number - 9.5) for number in range(40)])
    return folder


def measures(*arguments: str) -> int:
    return run(["measures", "--repo", str(ROOT), *arguments])


def test_a_ledger_is_measured(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert measures("--ledger", str(ledger)) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "40 settlements of 1 agent, measured by DuckDB."
    found = said[-1].replace("\N{MINUS SIGN}", "-").split()
    assert " ".join(found) == "ann f1 24 h 40 +400.0 bps +10.0 bps 75.0% -9.0 bps"


def test_a_program_gets_all_of_it(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert measures("--ledger", str(ledger), "--json", "--out", str(out)) == 0
    result = json.loads(capsys.readouterr().out)
    lines = [json.loads(line) for line in (out / "measures.jsonl").read_text().splitlines()]
    assert result["measures"][0]["cvar95_bps"] == -9.0
    assert lines == [{"v": 1, **one} for one in result["measures"]]


def test_runs_are_measured_too(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    telemetry = tmp_path / "events" / "telemetry"
    telemetry.mkdir(parents=True)
    line = {"v": 1, "ts": "2026-03-02T00:00:00.000Z", "agent": "ann", "tokens_in": 10}
    parts = [("r1", 100.5, 0.25, 0), ("r1", 50.0, None, 2), ("r2", 30.0, 0.125, 0)]
    (telemetry / "2026-03-02.jsonl").write_text(
        "".join(
            json.dumps(
                {
                    **line,
                    "run_id": run_id,
                    "latency_ms": latency,
                    "cost_usd": cost,
                    "errors": errors,
                    "tokens_out": 5,
                }
            )
            + "\n"
            for run_id, latency, cost, errors in parts
        )
    )
    assert measures("--ledger", str(ledger), "--events", str(telemetry.parent), "--json") == 0
    (runs,) = json.loads(capsys.readouterr().out)["runs"]
    assert {name: runs[name] for name in ("runs", "failed", "errors", "unpriced")} == {
        "runs": 2,
        "failed": 1,
        "errors": 2,
        "unpriced": 1,
    }
    assert (runs["latency_mean_ms"], runs["latency_p95_ms"]) == (90.25, 150.5)
    assert (runs["tokens_in"], runs["tokens_out"], runs["cost_usd"]) == (30, 15, 0.125)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--ledger", "/nowhere/at/all"), "Cannot read /nowhere/at/all: there is no such folder."),
        (("--engine", "duckdb", "--spark", "local[1]"), "leave one of them out"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert measures(*arguments) != 0
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("package", "engine", "says"),
    [
        ("duckdb", "duckdb", "Cannot reach DuckDB: its package is not installed. Run `pip install"),
        ("pyspark", "spark", "Cannot reach Spark: its package is not installed. Run `pip install"),
    ],
)
def test_a_missing_package_is_named_with_the_mend(
    ledger: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    package: str,
    engine: str,
    says: str,
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    assert measures("--ledger", str(ledger), "--engine", engine) == 1
    assert says in capsys.readouterr().err


def test_a_machine_without_java_is_told_so(ledger: Path, spark_package: None) -> None:
    del spark_package
    environ = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "measures", "--ledger", ledger, "--spark", "local[1]"],
        cwd=ROOT,
        env={**environ, "PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Install Java 17 or newer" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def spark_package() -> None:
    if not os.environ.get("CI"):
        pytest.importorskip("pyspark")
