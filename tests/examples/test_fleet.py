"""The seven example agents in one call, as the README has it."""

import base64
import importlib.util
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.cli.main import run

FLEET = Path(__file__).parents[2] / "examples" / "fleet"
NOW = datetime(2026, 11, 21, 12, 7, tzinfo=UTC)
KEY = "not/a-real+key%42"


def prepared(folder: Path) -> Path:
    spec = importlib.util.spec_from_file_location("prepare", FLEET / "prepare.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.prepare(folder, NOW)
    return folder


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXCHANGE_KEY", KEY)
    for name in ("LLM_BASE_URL", "LLM_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return prepared(tmp_path / "fleet")


def press(fleet: Path, *arguments: str, now: str = "2026-11-21T12:07:00Z") -> int:
    return run([*arguments, "--repo", str(fleet), "--local", "--now", now])


def lines(fleet: Path, kind: str) -> list[dict[str, object]]:
    text = (fleet / f"state/events/{kind}/2026-11-21.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def test_seven_agents_in_one_call(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = press(fleet, "run-agents", "--json")
    heard = capsys.readouterr()
    found = {one["agent"]: one for one in json.loads(heard.out)["agents"]}
    assert code == 1
    assert {name: (one.get("ending"), one.get("well")) for name, one in found.items()} == {
        "momentum": ("done", True),
        "reversion": ("done", True),
        "reader": ("done", True),
        "hanging": ("timed out", False),
        "crashing": ("failed", False),
        "garbage": ("done", False),
        "banished": (None, None),
    }
    _signals_arrived(fleet)
    _the_hanging_one_is_gone_with_its_helper(fleet, found["hanging"])
    _no_secret_is_anywhere(fleet, heard.out + heard.err)
    _the_banished_one_was_not_imported(fleet, found["banished"])


def _signals_arrived(fleet: Path) -> None:
    signals = [(one["agent"], one["symbol"]) for one in lines(fleet, "signals")]
    good = [
        (name, s) for name in ("momentum", "reversion", "reader") for s in ("BTCUSDT", "ETHUSDT")
    ]
    assert signals == [*good, ("crashing", "BTCUSDT")]
    assert {one["received_at"] for one in lines(fleet, "signals")} == {"2026-11-21T12:07:00.000Z"}
    prints = {one["agent"]: one["fingerprint"] for one in lines(fleet, "signals")}
    assert len({str(each) for each in prints.values()}) == 4
    errors = {one["agent"]: one["errors"] for one in lines(fleet, "telemetry")}
    assert errors == {
        "momentum": 0,
        "reversion": 0,
        "reader": 0,
        "hanging": 1,
        "crashing": 1,
        "garbage": 0,
    }
    assert len(lines(fleet, "quarantine")) == 4


def _the_hanging_one_is_gone_with_its_helper(fleet: Path, told: dict[str, object]) -> None:
    assert told["detail"] == "stopped after 3 s"
    assert told["output"] == "my key is *** or *** or ***\n***\n"
    helpers = ["pgrep", "-f", f"helper of {fleet}/"]
    assert subprocess.run(helpers, check=False, capture_output=True, text=True).stdout == ""


def _no_secret_is_anywhere(fleet: Path, said: str) -> None:
    written = said + "".join(path.read_text() for path in fleet.glob("state/**/*.json*"))
    encoded = base64.b64encode(KEY.encode()).decode()
    assert not [form for form in (KEY, quote(KEY, safe=""), encoded) if form in written]


def _the_banished_one_was_not_imported(fleet: Path, told: dict[str, object]) -> None:
    assert str(told["refusal"]).startswith("killed: banished is killed: it doubles down on losses")
    assert not list(fleet.glob("banished-*"))
    assert press(fleet, "run-agents", "--agent", "banished") == 1
    assert not list(fleet.glob("banished-*"))


def test_what_they_said_settles_at_the_candles_they_did_not_see(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert press(fleet, "run-agents", "--agent", "momentum") == 0
    assert press(fleet, "reconcile", now="2026-11-22T13:00:00Z") == 0
    assert "0 unresolved, 0 unpriceable" in capsys.readouterr().out


def test_a_machine_s_kill_stops_an_agent_before_its_import(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`crashing` emits before it fails, so a signal of it would show that it was run."""
    assert press(fleet, "kill", "class:trouble", "--reason", "enough", "--by", "kim") == 0
    assert press(fleet, "run-agents", "--dry-run") == 0
    said = capsys.readouterr().out
    assert said.count("would not run: killed: enough (kim, ") == 3
    assert press(fleet, "run-agents", "--agent", "crashing") == 1
    assert not (fleet / "state/events").exists()


def test_the_readme_works_as_typed(tmp_path: Path) -> None:
    """On this machine's clock, with the state in a folder, as a newcomer would."""
    for name in ("examples", "policies"):
        (tmp_path / name).symlink_to(FLEET.parents[1] / name)
    typed = re.findall(r"^\$ (.*)$", (FLEET / "README.md").read_text(), re.MULTILINE)
    here = f'governor() {{ PYTHONPATH={FLEET.parents[1]} "{sys.executable}" -m bot "$@"; }}'
    script = "\n".join([here, f'python() {{ "{sys.executable}" "$@"; }}', *_each_shown(typed)])
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert [line for line in done.stdout.splitlines() if line.startswith("=> ")] == [
        "=> 0 python",
        "=> 0 cd",
        "=> 0 governor policy",
        "=> 0 governor run-agents",
        "=> 1 EXCHANGE_KEY=not-a-real-key governor run-agents",
        "=> 0 governor reconcile",
    ], done.stdout + done.stderr
    assert "0 unresolved, 0 unpriceable" in done.stdout


def _each_shown(typed: list[str]) -> list[str]:
    """Have each command's exit code printed behind it, with the words it begins with."""
    words = [re.match(r"(?:python|cd|(?:\S+ )?governor(?: [a-z-]+)?)", line) for line in typed]
    return [
        f'{line}\necho "=> $? {found[0] if found else line}"'
        for line, found in zip(typed, words, strict=True)
    ]
