"""A whole story at the door: proposed, accepted, asked for once, merged, run in shadow, judged."""

import csv
import json
import math
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.local_forge import LocalForge
from bot.cli.main import run
from bot.ports.forge.people import Repository
from bot.ports.forge.pulls import MergeMethod, PullFilter, PullRequest
from bot.state.documents import put
from bot.state.lease import GATE, Caps
from bot.state.report.report import REPORT
from bot.words.canonical import encode_page
from bot.words.instant import parse, to_ms
from tests.effects.proposals.world import REGISTRY, report
from tests.effects.reports import meta
from tests.policy.shipped import texts

ROOT = Path(__file__).parents[2]
NOW = parse("2026-11-23T09:05:00Z")
NAME, MODULE = "clover-sol-risk-off", "clover_sol_risk_off"
BRANCH = f"governor/scaffold/{NAME}"
SOURCE = f"agents/scaffolded/{MODULE}.py"
DATA = f"agents/scaffolded/{MODULE}.json"
TEST = f"tests/scaffolded/test_{MODULE}.py"
PATHS = [DATA, SOURCE, "policies/agents.yml", TEST]
PRICES = b"v: 1\ninterval: 15m\nvenues:\n  - {name: here, kind: files, path: candles}\n"
AT = "2026-11-23T09:00:00.000Z"


def files() -> Mapping[str, bytes]:
    listed = "".join(
        f'  - {{name: {name}, strategy_class: {family}, version: "1"}}\n'
        for name, (family, _) in REGISTRY.items()
    )
    registry = f"# Ours.\nv: 1\nagents:  # all of them\n{listed}".encode()
    return {**texts(), "policies/agents.yml": registry, "policies/prices.yml": PRICES}


class Story:
    def __init__(self, repo: Path) -> None:
        self.repo = repo
        place = repo / ".governor" / "forge"
        here = Repository("local/fleet", "main")
        self.forge = LocalForge.found(place, lambda: NOW, here, files())
        self.check_out()

    def do(self, *words: str, now: str = "2026-11-23T09:05:00Z") -> int:
        return run([*words, "--repo", str(self.repo), "--local", "--now", now])

    def check_out(self) -> None:
        for path in (*files(), *PATHS):
            data = self.forge.read_file(path, "main")
            if data is not None:
                self.write(path, data)

    def write(self, path: str, data: bytes) -> None:
        (self.repo / path).parent.mkdir(parents=True, exist_ok=True)
        (self.repo / path).write_bytes(data)

    def pulls(self) -> list[PullRequest]:
        return list(self.forge.pulls(PullFilter(state=None, head_branch=BRANCH)))

    def lines(self, kind: str) -> list[dict[str, Any]]:
        path = self.repo / f"state/events/{kind}/2026-11-23.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]

    def page(self, path: str) -> Any:  # noqa: ANN401 - JSON
        return json.loads((self.repo / "state" / path).read_text())


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    for name in ("AI_INTEGRATIONS_OPENAI_API_KEY", "OPENAI_API_KEY", "GOVERNOR_LEASE"):
        monkeypatch.delenv(name, raising=False)
    made = Story(tmp_path / "fleet")
    body = report(meta=meta(lease_until="2026-11-23T10:30:00.000Z"))
    made.write(REPORT.pattern, put(REPORT.pattern, body).data)
    candles(made.repo)
    assert made.do("propose") == 0
    return made


def candles(repo: Path) -> None:
    """Draw ten days of prices that rise in waves."""
    for symbol, base in (("SOL", 150.0), ("ETH", 3000.0)):
        path = repo / "candles" / f"{symbol}USDT_15m.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        start = NOW - timedelta(days=10)
        with path.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["open_time", "open", "high", "low", "close"])
            for step in range(960):
                price = base * math.exp(step / 4000 + 0.003 * math.sin(step / 3))
                opened = to_ms(start) // 900_000 * 900_000 + step * 900_000
                rows.writerow([opened, price, price, price, price])


def lease(story: Story, regime: str) -> None:
    made = GATE.model(
        v=GATE.version,
        mode="shadow",
        generated_at=AT,
        valid_until="2026-11-23T10:30:00.000Z",
        sequence=1,
        caps=Caps(regime=regime, gross=0.2, symbol=0.2, symbols={}),
    )
    story.write(GATE.pattern, encode_page(made.model_dump(mode="json")))


def scaffold(story: Story) -> int:
    return story.do("scaffold", NAME, "--by", "kim", "--reason", "worth a try")


def merged(story: Story) -> None:
    assert scaffold(story) == 0
    (pull,) = story.pulls()
    story.forge.merge_pull(pull.number, MergeMethod.SQUASH, pull.head_sha)
    story.check_out()


def test_an_accepted_proposal_becomes_one_pull_request(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        assert scaffold(story) == 0
        assert story.do("apply") == 0
    (pull,) = story.pulls()
    assert pull.title == f"[SCAFFOLD] {NAME} into shadow"
    assert pull.labels == ("governor:scaffold",)
    changed = story.forge.compare("main", pull.head_sha).files
    assert sorted(one.path for one in changed) == sorted(PATHS)
    (registry,) = [one for one in changed if one.path == "policies/agents.yml"]
    assert registry.deletions == 0
    audit = (story.repo / "state/audit/2026-11.jsonl").read_text().splitlines()
    (entry,) = [one for one in map(json.loads, audit) if one["body"].get("act") == "accept"]
    assert (entry["actor"], entry["subject"]) == ("kim", NAME)
    assert entry["body"]["reason"] == "worth a try"
    assert "accepted already, by kim" in capsys.readouterr().out


def test_once_merged_the_policies_hold_and_it_runs_in_shadow(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    merged(story)
    assert story.do("policy", "check") == 0
    lease(story, "RISK_OFF")
    assert story.do("run-agents") == 0, capsys.readouterr()
    said = story.lines("signals")
    assert [(one["agent"], one["symbol"]) for one in said] == [(NAME, "SOL"), (NAME, "ETH")]
    assert {one["direction"] for one in said} == {"LONG"}, "what rose goes on rising"
    (told,) = story.lines("telemetry")
    assert (told["agent"], told["errors"]) == (NAME, 0)


@pytest.mark.parametrize("regime", ["RISK_ON", ""], ids=["another", "no lease"])
def test_outside_of_its_regime_it_is_flat(story: Story, regime: str) -> None:
    merged(story)
    if regime:
        lease(story, regime)
    assert story.do("run-agents") == 0
    assert {one["direction"] for one in story.lines("signals")} == {"FLAT"}


def test_its_lineage_shows_the_child(story: Story) -> None:
    merged(story)
    assert story.do("judge") == 0
    node = story.page("lineage.json")["nodes"][NAME]
    proposal = story.page("proposals.json")["proposals"][0]
    assert (node["parent"], node["proposal"]) == ("clover-sol", proposal["id"])
    assert (node["stage"], node["reason"]) == ("shadow", proposal["idea"]["thesis"])
    assert story.do("apply") == 0
    assert len(story.pulls()) == 1


def test_the_gate_lets_a_newcomer_in_shadow_through(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scaffold(story) == 0
    (pull,) = story.pulls()
    capsys.readouterr()
    assert story.do("gate", str(pull.number), "--json") == 0
    assert "approved" in capsys.readouterr().out.lower()


def test_its_own_test_passes(story: Story) -> None:
    merged(story)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST]
    done = subprocess.run(
        words,
        cwd=story.repo,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "6 passed" in done.stdout


def test_a_closed_one_stays_closed(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    assert scaffold(story) == 0
    (pull,) = story.pulls()
    story.forge.close_pull(pull.number)
    assert scaffold(story) == 1
    assert f"people closed #{pull.number}" in capsys.readouterr().err
    assert len(story.pulls()) == 1


def test_what_is_not_proposed_cannot_be_accepted(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    assert story.do("scaffold", "phoenix", "--by", "kim", "--reason", "x") == 1
    assert "there is no such proposal" in capsys.readouterr().err
    assert story.do("scaffold", NAME, "--by", "kim") == 2
    assert "no reason was given" in capsys.readouterr().err
    assert story.pulls() == []
