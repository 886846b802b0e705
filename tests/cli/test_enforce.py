"""One merged kill, followed through all of it: record, lease, runner, judgement, ticket."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from bot.adapters.local_forge import LocalForge
from bot.cli.main import run
from bot.ports.forge.contents import FileChange
from bot.ports.forge.people import Repository
from bot.ports.forge.pulls import MergeMethod, NewPull
from bot.sdk.refusal import Code, Refusal
from bot.sdk.terms import Terms
from bot.sdk.ticket import Ticket
from bot.state.documents import put
from bot.state.lease import GATE, Caps, Lease
from bot.words.instant import parse
from bot.words.stage import Stage
from tests.commands.test_leasing import entry
from tests.policy.shipped import POLICIES
from tests.sdk.desk import Desk, signal

MERGED, NOW = "2026-11-21T12:00:00.000Z", "2026-11-21T12:00:41.000Z"
REGISTRY = """\
v: 1
agents:
  - name: tide-btc
    strategy_class: momentum
    entry_point: agents.tide:run
    version: a
    schedule: "*/5 * * * *"
    stage: live
    owner: kim
  - {name: anchor-sol, strategy_class: carry, version: b, stage: live, owner: kim}
"""
KILL = b"v: 1\nagents:\n  - {name: tide-btc, reason: odd fills, by: kim}\n"
LEASE = Lease(
    v=1,
    mode="live",
    generated_at="2026-11-21T11:30:00.000Z",
    valid_until="2026-11-21T13:00:00.000Z",
    sequence=41,
    agents={"tide-btc": entry("momentum", Stage.LIVE), "anchor-sol": entry("carry", Stage.LIVE)},
    caps=Caps(gross=1.0, symbol=0.4),
    budget={  # type: ignore[arg-type]
        "portfolio_usd": 1000.0,
        "max_position_usd": 250.0,
        "daily_new_risk_usd": 1000.0,
        "local_stop_bps": 250.0,
    },
)


def merge_clock() -> datetime:
    return parse(MERGED)


class Fleet:
    """A repository whose lease lets two agents trade; agents elsewhere see the lease alone."""

    def __init__(self, folder: Path) -> None:
        self.runs = 0
        self.repo = folder / "fleet"
        shutil.copytree(POLICIES, self.repo / "policies")
        (self.repo / "policies" / "agents.yml").write_text(REGISTRY)
        policies = (self.repo / "policies").glob("*.yml")
        files = {f"policies/{one.name}": one.read_bytes() for one in policies}
        files["policies/governor.yml"] = self.live(files["policies/governor.yml"])
        place, here = self.repo / ".governor" / "forge", Repository("local/fleet", "main")
        self.forge = LocalForge.found(place, merge_clock, here, files)
        (self.repo / GATE.pattern).parent.mkdir()
        (self.repo / GATE.pattern).write_bytes(put(GATE.pattern, LEASE).data)
        # This one was fetched before the merge, so that the lease alone must stop them.
        old = folder / "kill_list.yml"
        shutil.copy(self.repo / "policies" / "kill_list.yml", old)
        lease, home = str(self.repo / GATE.pattern), folder / "home"
        self.desk = Desk(folder, Terms(lease, str(old), home, told_live=True))

    def live(self, text: bytes) -> bytes:
        changed = text.replace(b"mode: shadow", b"mode: live", 1)
        assert changed != text
        (self.repo / "policies" / "governor.yml").write_bytes(changed)
        return changed

    def merge_kill(self) -> tuple[str, str]:
        """Merge it, and check the merge out as a workflow does."""
        before = self.forge.branch_head("main")
        assert before
        change = FileChange("policies/kill_list.yml", KILL)
        head = self.forge.commit_files("kill", before, [change], "Kill tide", None).sha
        pull = self.forge.open_pull(NewPull("Kill tide", "kill", "main"))
        self.forge.merge_pull(pull.number, MergeMethod.SQUASH, head)
        (self.repo / "policies" / "kill_list.yml").write_bytes(KILL)
        after = self.forge.branch_head("main")
        assert after
        return before, after

    def ticket(self, agent: str, strategy_class: str) -> Ticket | Refusal:
        now = parse(NOW)
        self.runs += 1
        line = signal(agent=agent, ts=now.isoformat(), run_id=f"run-{self.runs}")
        line |= {"strategy_class": strategy_class}
        return self.desk.route(line, now=now)

    def run(self, *arguments: str) -> int:
        return run([*arguments, "--repo", str(self.repo), "--local", "--now", NOW])


def test_a_merged_kill_bites_everywhere_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet = Fleet(tmp_path)
    assert isinstance(fleet.ticket("tide-btc", "momentum"), Ticket)
    before, after = fleet.merge_kill()
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"ref": "refs/heads/main", "before": before, "after": after}))
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))

    assert fleet.run("enforce") == 0
    said = capsys.readouterr().out
    told = f"Killed agent tide-btc (odd fills, kim): acknowledged 41.0 s after commit {after[:12]}."
    assert told in said

    lease = json.loads((fleet.repo / GATE.pattern).read_bytes())
    assert lease["killed"]["agents"] == ["tide-btc"]
    assert list(lease["agents"]) == ["anchor-sol"]

    refused = fleet.ticket("tide-btc", "momentum")
    assert isinstance(refused, Refusal)
    assert refused.code is Code.KILLED
    assert isinstance(fleet.ticket("anchor-sol", "carry"), Ticket)

    assert fleet.run("run-agents", "--dry-run", "--agent", "tide-btc") == 0
    assert "killed: tide-btc is killed: odd fills (kim)" in capsys.readouterr().out

    assert fleet.run("judge") == 0
    report = json.loads((fleet.repo / "state/reports/meta_report.json").read_bytes())
    assert report["allocation"]["weights"].get("tide-btc", 0.0) == 0.0
    assert report["agents"]["tide-btc"]["killed"] is True
    capsys.readouterr()

    assert fleet.run("enforce", "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["kills"], again["acknowledged"]) == (["agent:tide-btc"], [])
    assert fleet.run("audit", "verify") == 0


def test_with_broken_policies_a_kill_bites_and_the_run_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet = Fleet(tmp_path)
    before, _ = fleet.merge_kill()
    head = fleet.forge.branch_head("main")
    assert head
    wrong = b"v: 1\nMAX_DRAWDOWN_BPS: many\nhaircut: 7\n"
    change = FileChange("policies/risk.yml", wrong)
    after = fleet.forge.commit_files("main", head, [change], "Break", head).sha
    (fleet.repo / "policies" / "risk.yml").write_bytes(wrong)
    assert fleet.run("enforce", "--before", before, "--after", after) == 1
    captured = capsys.readouterr()
    assert "Killed agent tide-btc (odd fills, kim)" in captured.out
    assert "policies/risk.yml:2" in captured.err
    assert "policies/risk.yml:3" in captured.err
    assert "the lease is not renewed until they are mended" in captured.err
    lease = json.loads((fleet.repo / GATE.pattern).read_bytes())
    assert (lease["killed"]["agents"], lease["valid_until"]) == (["tide-btc"], LEASE.valid_until)
    assert fleet.run("judge") == 1
    assert json.loads((fleet.repo / GATE.pattern).read_bytes()) == lease


def test_the_watchdog_barks_at_broken_policies_and_is_calm_after_a_beat(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet = Fleet(tmp_path)
    whole = (fleet.repo / "policies" / "risk.yml").read_bytes()
    (fleet.repo / "policies" / "risk.yml").write_bytes(b"v: 1\nhaircut: 7\n")
    assert fleet.run("watchdog") == 0
    assert "The fleet is stale: its state cannot be read" in capsys.readouterr().out
    (fleet.repo / "policies" / "risk.yml").write_bytes(whole)
    assert fleet.run("watchdog") == 0
    assert "The fleet is alive: its last cycle was done at 2026-11-21T11:30" in (
        capsys.readouterr().out
    )
    assert [one.state.value for one in fleet.forge.issues(None)] == ["closed"]


def test_the_head_of_the_record_is_an_anchor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet = Fleet(tmp_path)
    fleet.merge_kill()
    out = tmp_path / "audit-head.json"
    assert fleet.run("audit", "head", "--out", str(out)) == 1
    assert fleet.run("enforce") == 0
    assert fleet.run("audit", "head", "--out", str(out)) == 0
    head = json.loads(out.read_text())["head"]
    capsys.readouterr()
    assert fleet.run("audit", "verify", "--head", head) == 0
    assert "An anchor outside the record vouches for entry" in capsys.readouterr().out
