"""From the door: plan and apply on a forge that the fleet's repository was cloned from."""

import json
import shutil
from pathlib import Path

import pytest

from bot.adapters.git import Git
from bot.cli.main import run
from tests.commands.acting.world import World, everything_once, found

ROOT = Path(__file__).parents[2]
NOW = ["--now", "2026-11-21T12:00:00Z", "--local"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return found(tmp_path / "world")


@pytest.fixture
def repo(world: World) -> Path:
    """Clone the fleet, with the shipped policies beside its registry and its state in place."""
    folder = world.folder / "clone"
    Git(world.folder).run("clone", "-q", str(world.forge.remote), str(folder))
    for shipped in (ROOT / "policies").glob("*.yml"):
        if shipped.name != "agents.yml":
            shutil.copy(shipped, folder / "policies")
    shutil.copytree(world.folder / "home" / "state", folder / "state")
    return folder


def test_a_plan_becomes_acts_once(
    world: World, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--repo", str(repo), *NOW]
    assert run(["plan", *at, "--json"]) == 0
    effects = json.loads(capsys.readouterr().out)["effects"]
    assert [one["kind"] for one in effects] == ["open", "open", "comment", "issue"]
    assert run(["apply", *at]) == 0
    everything_once(world)
    assert "Done: open [DEMOTE] ember-eth to shadow into main" in capsys.readouterr().out
    assert run(["apply", *at]) == 0
    assert capsys.readouterr().out == "Nothing to do: the forge shows what was decided.\n"


def test_without_a_repository_to_act_on_it_says_so(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert run(["apply", "--repo", str(repo)]) == 2
    assert "or use --local" in capsys.readouterr().err
