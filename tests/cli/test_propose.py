"""Proposals through the door, offline: no key, no client, no network."""

import json
import shutil
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.state.documents import put
from bot.state.report.report import REPORT
from tests.effects.proposals.world import REGISTRY, report

ROOT = Path(__file__).parents[2]
NOW = "2026-11-23T09:05:00Z"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("AI_INTEGRATIONS_OPENAI_API_KEY", "OPENAI_API_KEY", "AGENT_GEN_MODEL"):
        monkeypatch.delenv(name, raising=False)
    repo = tmp_path / "repo"
    shutil.copytree(ROOT / "policies", repo / "policies")
    listed = [
        {"name": name, "strategy_class": family, "version": "1"}
        for name, (family, _) in REGISTRY.items()
    ]
    (repo / "policies" / "agents.yml").write_text(json.dumps({"v": 1, "agents": listed}))
    path = repo / REPORT.pattern
    path.parent.mkdir(parents=True)
    path.write_bytes(put(REPORT.pattern, report()).data)
    return repo


def propose(repo: Path, *more: str) -> int:
    return run(["propose", "--repo", str(repo), "--now", NOW, "--local", *more])


def test_due_proposals_are_made_once(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert propose(repo, "--due") == 0
    said = capsys.readouterr().out
    assert "1 agent proposed, from templates (neither AI_INTEGRATIONS_OPENAI_API_KEY nor" in said
    assert "1. clover-sol-risk-off: no promoted agent has gained in RISK_OFF" in said
    assert "fewer than the 3 of proposals.at_least" in said
    assert (repo / "state" / "proposals.json").exists()
    assert propose(repo, "--due") == 0
    assert "No proposals are due." in capsys.readouterr().out


def test_an_unknown_model_is_named(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setenv("AGENT_GEN_MODEL", "gpt-9-imagined")
    assert propose(repo) == 2
    assert "'gpt-9-imagined': nobody knows its price" in capsys.readouterr().err
