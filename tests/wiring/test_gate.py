"""The gate whole: command line, a forge and a state on this disk, judged by the real rules."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot.adapters.local_forge import LocalForge
from bot.cli.main import run
from bot.ports.forge.contents import FileChange
from bot.ports.forge.people import Repository
from bot.ports.forge.pulls import NewPull
from bot.ports.store import Message
from bot.state.kill_switch import ALL, KILL_SWITCH, ThrowSwitch
from bot.state.slots import CYCLE, AdvanceSlot
from bot.wiring import bundled
from bot.wiring.stores import Place, local_store
from bot.words.instant import parse
from bot.words.stage import Stage
from tests.policy.shipped import POLICIES

NOW = "2026-11-21T12:00:00Z"
REGISTRY = """\
v: 1
agents:
  - {name: anchor-sol, strategy_class: momentum, version: a, stage: shadow, owner: kim}
"""
RISE, KILL, LOOSER = 1, 2, 3
CHANGES = (
    ("agents", "stage: shadow", "stage: canary"),
    ("kill_list", "agents: []", "agents: [{name: anchor-sol, reason: odd fills, by: kim}]"),
    ("risk", "MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 300"),
)


def clock() -> datetime:
    return parse(NOW)


@pytest.fixture(autouse=True)
def _short_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try changes on three days of the bundled fleet; what that says is tested elsewhere."""
    monkeypatch.setattr(bundled, "DAYS", 3)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Make a fleet of one, and three pull requests on its local forge."""
    repo = tmp_path / "fleet"
    shutil.copytree(POLICIES, repo / "policies")
    (repo / "policies" / "agents.yml").write_text(REGISTRY)
    files = {f"policies/{p.name}": p.read_bytes() for p in (repo / "policies").glob("*.yml")}
    place = repo / ".governor" / "forge"
    forge = LocalForge.found(place, clock, Repository("local/fleet", "main"), files)
    main = forge.branch_head("main")
    assert main
    for name, old, new in CHANGES:
        path = f"policies/{name}.yml"
        assert old.encode() in files[path]
        change = FileChange(path, files[path].replace(old.encode(), new.encode()))
        forge.commit_files(name, main, [change], f"Change {name}", None)
        forge.open_pull(NewPull(f"Change {name}", name, "main"))
    beat(repo, clock())
    return repo


def beat(repo: Path, at: datetime) -> None:
    """Leave in the state what a cycle leaves."""
    place = Place(repo, repo / ".governor")
    local_store(place).commit([AdvanceSlot(CYCLE, at, at)], Message("Cycle"))


def gate(repo: Path, *more: str) -> int:
    return run(["gate", *more, "--repo", str(repo), "--local", "--now", NOW])


def latch(repo: Path) -> None:
    breach = ThrowSwitch(ALL, Stage.PAUSED, f"breach/{NOW}", clock(), "it fell", "governor")
    local_store(Place(repo, repo / ".governor")).commit([breach], Message("Breach"))


def test_each_change_is_judged_on_the_state_as_it_is(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [gate(repo, str(number)) for number in (RISE, KILL, LOOSER)] == [1, 0, 0]
    captured = capsys.readouterr()
    assert "Approved: only lowers risk." in captured.out
    assert "policies/agents.yml:3: anchor-sol may not rise to canary: the newest" in captured.err


def test_a_latched_breach_freezes_what_raises_risk_and_nothing_else(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latch(repo)
    assert [gate(repo, str(number)) for number in (RISE, KILL, LOOSER)] == [1, 0, 1]
    assert "breach of 2026-11-21T12:00:00.000Z is not released" in capsys.readouterr().err


def test_a_fleet_that_stands_still_lets_nobody_rise_and_everybody_kill(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = "2026-11-21T13:30:00.001Z"
    codes = [
        run(["gate", str(number), "--repo", str(repo), "--local", "--now", later])
        for number in (RISE, KILL, LOOSER)
    ]
    assert codes == [1, 0, 1]
    assert "its last cycle was done at 2026-11-21T12:00:00.000Z" in capsys.readouterr().err


def test_a_state_that_cannot_be_read_keeps_nobody_from_a_kill(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latch(repo)
    (repo / KILL_SWITCH.pattern).write_text("{")
    assert [gate(repo, str(number)) for number in (RISE, KILL, LOOSER)] == [1, 0, 1]
    assert f"could not be judged: Cannot use {KILL_SWITCH.pattern}" in capsys.readouterr().err


def test_nor_do_policies_that_are_broken_where_it_runs(repo: Path) -> None:
    (repo / "policies" / "risk.yml").write_text("v: 1\nhaircut: 7\n")
    assert [gate(repo, str(number)) for number in (RISE, KILL, LOOSER)] == [1, 0, 1]


def test_the_rules_are_the_forges_and_not_those_that_are_checked_out(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repo / "policies" / "agents.yml").write_text("v: 1\nagents: []\n")
    assert gate(repo, str(RISE)) == 1
    assert "the newest judgement is HOLD" in capsys.readouterr().err


def test_a_verdict_goes_through_a_file(repo: Path, tmp_path: Path) -> None:
    paper = tmp_path / "verdict.json"
    assert gate(repo, str(KILL), "--out", str(paper)) == 0
    said = json.loads(paper.read_text())
    assert (said["v"], said["number"], said["approved"]) == (1, KILL, True)
    assert run(["gate", "--publish", str(paper), "--repo", str(repo), "--local", "--now", NOW]) == 0


def test_the_event_of_the_workflow_is_enough(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"action": "opened", "pull_request": {"number": KILL}}))
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    assert gate(repo) == 0
    assert gate(repo, "--event", str(event), "--dry-run") == 0


@pytest.mark.parametrize("more", [(), ("--publish", "x.json", "--dry-run"), ("0",)])
def test_what_makes_no_sense_is_usage(
    repo: Path, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_EVENT_PATH", raising=False)
    assert gate(repo, *more) == 2
