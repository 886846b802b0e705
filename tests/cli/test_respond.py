"""From the door: a comment on a forge on this disk, obeyed in the state beside it."""

import json
import shutil
from pathlib import Path

import pytest

from bot.adapters.local_forge import LocalForge
from bot.cli.main import run
from bot.ports.forge.contents import FileChange
from bot.ports.forge.people import Repository
from bot.ports.forge.pulls import NewPull
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH, for_agent
from bot.wiring.stores import Place, local_store
from bot.words.instant import parse
from tests.policy.shipped import POLICIES

NOW = "2026-11-21T12:00:00Z"
REGISTRY = """\
v: 1
agents:
  - {name: tide-btc, strategy_class: momentum, version: a, stage: shadow, owner: kim}
"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    repo = tmp_path / "fleet"
    shutil.copytree(POLICIES, repo / "policies")
    (repo / "policies" / "agents.yml").write_text(REGISTRY)
    return repo


@pytest.fixture
def event(repo: Path, tmp_path: Path) -> Path:
    """Let the owner ask for a kill under a pull request, and give GitHub's event of it."""
    place = repo / ".governor" / "forge"
    files = {"policies/agents.yml": REGISTRY.encode()}
    forge = LocalForge.found(place, lambda: parse(NOW), Repository("local/fleet", "main"), files)
    head = forge.branch_head("main")
    assert head
    forge.commit_files("topic", head, [FileChange("x", b"x")], "Change", None)
    pull = forge.open_pull(NewPull("Change", "topic", "main"))
    comment = forge.create_comment(pull.number, "/governor kill tide-btc odd fills")
    said = {"id": comment.id, "body": comment.body, "user": {"login": "x", "type": "User"}}
    path = tmp_path / "event.json"
    path.write_text(json.dumps({"action": "created", "comment": said}))
    return path


def test_a_comment_is_obeyed_once(
    repo: Path, event: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["respond", "--event", str(event), "--repo", str(repo), "--local", "--now", NOW]
    assert run([*at, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["mood"] == "done"
    tree = local_store(Place(repo, repo / ".governor")).tree()
    (hold,) = load(tree, KILL_SWITCH).switch(for_agent("tide-btc")).holds.values()
    assert (hold.by, hold.reason) == ("local", "odd fills")
    assert run(at) == 0
    assert "it has its answer already" in capsys.readouterr().out


def test_without_an_event_it_is_usage(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_EVENT_PATH", raising=False)
    assert run(["respond", "--repo", str(repo), "--local"]) == 2
    assert "--event FILE" in capsys.readouterr().err
