"""One run of one agent, as a process of its own: by hand, as its author would try it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def start(
    folder: Path, body: str, entry_point: str = "mine:run", **environment: str
) -> subprocess.Popen[str]:
    (folder / "mine.py").write_text(body)
    known = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "GOVERNOR_AGENT": "mom-1",
        "GOVERNOR_STRATEGY_CLASS": "momentum",
        "GOVERNOR_EVENTS": str(folder / "events.jsonl"),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "bot.sdk.child", entry_point],
        cwd=folder,
        env=known | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(folder: Path) -> list[dict[str, Any]]:
    path = folder / "events.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_it_emits_and_reports(tmp_path: Path) -> None:
    body = "def run():\n    return {'symbol': 'BTC', 'direction': 'LONG'}\n"
    with start(tmp_path, body, GOVERNOR_RUN_ID="r-7") as child:
        assert child.communicate() == ("", "")
    assert child.returncode == 0
    assert [("direction" in line, line["run_id"]) for line in said(tmp_path)] == [
        (True, "r-7"),
        (False, "r-7"),
    ]


def test_a_run_that_the_agent_opens_itself_is_that_same_run(tmp_path: Path) -> None:
    body = (
        "from bot.sdk import emit, run as opened\n"
        "@opened('mom-1', 'momentum')\n"
        "def run():\n    emit({'symbol': 'BTC', 'direction': 'LONG'})\n"
    )
    with start(tmp_path, body, GOVERNOR_RUN_ID="r-7") as child:
        child.communicate()
    assert [line["run_id"] for line in said(tmp_path)] == ["r-7", "r-7"]


@pytest.mark.parametrize(("status", "errors"), [(0, 0), (3, 1)])
def test_an_agent_may_leave_with_a_code(tmp_path: Path, status: int, errors: int) -> None:
    with start(tmp_path, f"import sys\ndef run(): sys.exit({status})\n") as child:
        child.communicate()
    assert child.returncode == status
    assert [line["errors"] for line in said(tmp_path)] == [errors]


@pytest.mark.parametrize(
    ("body", "entry_point", "reason"),
    [
        ("x = 1\n", "mine:run", "mine has no function named run"),
        ("run = 5\n", "mine:run", "mine has something else named run"),
        ("", "yours.one:run", "there is no module yours below"),
        ("", "mine.one:run", "there is no module mine.one below"),
    ],
)
def test_an_entry_point_that_leads_nowhere_is_a_sentence(
    tmp_path: Path, body: str, entry_point: str, reason: str
) -> None:
    with start(tmp_path, body, entry_point) as child:
        _, told = child.communicate()
    assert child.returncode == 1
    assert reason in told
    assert "Traceback" not in told
    assert [line["errors"] for line in said(tmp_path)] == [1]


def test_a_module_that_the_agent_misses_is_shown_where_it_is_missed(tmp_path: Path) -> None:
    with start(tmp_path, "import no_such_thing\n") as child:
        _, told = child.communicate()
    assert "mine.py" in told
    assert "no_such_thing" in told


def test_asked_to_end_it_still_reports(tmp_path: Path) -> None:
    body = "import time\ndef run():\n    print('here', flush=True)\n    time.sleep(60)\n"
    with start(tmp_path, body) as child:
        assert child.stdout
        assert child.stdout.readline() == "here\n"
        child.send_signal(signal.SIGTERM)
        child.communicate()
    assert child.returncode == 143
    assert [line["errors"] for line in said(tmp_path)] == [1]


def test_without_a_name_it_says_what_is_missing_and_runs_nothing(tmp_path: Path) -> None:
    body = "open('ran', 'w')\ndef run(): ...\n"
    with start(tmp_path, body, GOVERNOR_AGENT="") as child:
        _, told = child.communicate()
    assert child.returncode == 1
    assert "Cannot open the run: agent was ''" in told
    assert not (tmp_path / "ran").exists()
