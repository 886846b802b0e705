"""The button from the command line: on a clone of a local forge, and on a forge of its own."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.ports.forge.pulls import MergeMethod
from bot.state import fleet as portfolio
from bot.state.fleet import BreachEntry
from bot.state.kill_switch import ALL, ThrowSwitch
from bot.words.canonical import encode
from bot.words.instant import parse
from bot.words.stage import Stage
from tests.adapters.reverting import fleet as world
from tests.adapters.reverting.fleet import AGENTS, LIVE, Fleet
from tests.adapters.state_git import git
from tests.face.face import Face
from tests.face.server import serve
from tests.fakes.store import MemoryTree

ROOT = Path(__file__).parents[2]
ASK = ["--reason", "it trades against us", "--by", "kim", "--now", "2026-11-21T12:00:00Z"]


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    (tmp_path / "templates").mkdir()
    return world.found(tmp_path, tmp_path / "templates")


@pytest.fixture
def repo(fleet: Fleet) -> Path:
    folder = fleet.clone().folder
    shutil.copytree(ROOT / "policies", folder / "policies", dirs_exist_ok=True)
    (folder / AGENTS).write_text(LIVE)
    return folder


def test_a_clone_of_a_local_forge_rolls_back_there(
    fleet: Fleet, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet.promoted(MergeMethod.REBASE)
    before = git(repo, "diff", "HEAD"), git(repo, "show-ref", "--head")
    assert run(["rollback", "1", *ASK, "--repo", str(repo), "--local", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["outcome"], said["number"]) == ("opened", 2)
    assert fleet.bot.pull(2).mergeable
    assert (git(repo, "diff", "HEAD"), git(repo, "show-ref", "--head")) == before
    assert "rollback" in (repo / "state/audit/2026-11.jsonl").read_text()


def test_on_github_it_is_pushed_to_the_remote_and_opened_there(
    fleet: Fleet,
    repo: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fleet.promoted(MergeMethod.SQUASH)
    tokens = {"ghp_bot": world.BOT}
    face = Face(fleet.owner.acting_as, fleet.owner._clock, tokens, "acme/fleet", "/api/v3")
    with serve(face) as served:
        monkeypatch.setenv("GITHUB_REPOSITORY", "acme/fleet")
        monkeypatch.setenv("GITHUB_API_URL", served.url)
        monkeypatch.setenv("GITHUB_TOKEN", "ghp_bot")
        assert run(["rollback", "1", *ASK, "--repo", str(repo)]) == 0
        assert run(["rollback", "1", *ASK, "--repo", str(repo)]) == 0
    assert served.mistakes == []
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "Opened #2; merging it undoes #1.",
        "#2 is open for that already; merging it undoes #1. Nothing changed.",
    ]
    assert fleet.head("governor/rollback/1") == fleet.bot.pull(2).head_sha
    assert '"act":"rollback"' in git(
        fleet.owner.remote, "show", "governor-state:state/audit/2026-11.jsonl"
    )


def test_a_number_that_is_nobody_s_is_said(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rollback", "7", *ASK, "--repo", str(repo), "--local"]) == 1
    assert "#7" in capsys.readouterr().err
    assert run(["rollback", "0", *ASK, "--repo", str(repo), "--local"]) == 2


def test_a_forge_of_its_own_is_found_by_its_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "policies", tmp_path / "repo" / "policies")
    repo = git(tmp_path, "init", "--quiet", "repo") or tmp_path / "repo"
    assert run(["rollback", "7", *ASK, "--repo", str(repo), "--local"]) == 1
    assert "#7" in capsys.readouterr().err


def test_apply_sees_to_what_a_breach_undoes(
    fleet: Fleet, repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fleet.promoted(MergeMethod.REBASE)
    for path, data in breached().items():
        (repo / path).parent.mkdir(exist_ok=True)
        (repo / path).write_bytes(data)
    at = ["--repo", str(repo), "--local", "--now", "2026-11-21T12:00:00Z"]
    title = "[ROLLBACK] tide-btc: undo its promotion (#1)"
    assert run(["plan", *at]) == 0
    assert f"  see to {title}" in capsys.readouterr().out.splitlines()
    assert fleet.bot.branch_head("governor/rollback/1") is None
    assert run(["apply", *at]) == 0
    assert f"Done: {title} is #2, opened" in capsys.readouterr().out.splitlines()
    assert fleet.bot.pull(2).title == title


def breached() -> Mapping[str, bytes]:
    """Give the state of a fleet that fell after the promotion, and was not released."""
    at = "2026-11-02T09:00:00.000Z"
    entry = BreachEntry(at=at, drawdown_bps=262.4, limit_bps=250.0, killed=("tide-btc",))
    freeze = ThrowSwitch(ALL, Stage.LIVE, f"breach/{at}", parse(at), "drawdown", "governor")
    tree = MemoryTree(
        {
            portfolio.FLEET.pattern: encode(
                portfolio.Fleet(breaches=(entry,)).model_dump(mode="json")
            )
        }
    )
    return tree.run([freeze]).files
