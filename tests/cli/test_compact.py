"""The command line of `governor compact` on a real repository and branch."""

import json
import shutil
from pathlib import Path

import pytest

from bot.cli.main import run
from tests.adapters.old_branch import write_days
from tests.adapters.state_git import git, make_bare, make_clone

POLICIES = Path(__file__).parents[2] / "policies"
NOW = ("--now", "2027-01-02T12:00:00Z")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = make_clone(tmp_path / "repo", make_bare(tmp_path / "bare.git"))
    shutil.copytree(POLICIES, folder / "policies")
    write_days(folder, 3)
    return folder


def test_it_says_does_and_is_verified(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ("--repo", str(repo), *NOW)
    assert run(["compact", "--json", *place]) == 0
    seen = json.loads(capsys.readouterr().out)
    assert (seen["done"], seen["history"]["commits"], seen["history"]["kept"]) == (False, 3, 0)
    assert run(["compact", "--yes", "--squash", "--reason", "room", "--by", "kim", *place]) == 0
    assert "Squashed 3 commits" in capsys.readouterr().out
    bare = repo.parent / "bare.git"
    assert (
        git(bare, "rev-list", "--count", "governor-state") == "2"
    )  # the root, and what records it
    run(["audit", "verify", "--archive", *place])
    told = capsys.readouterr()
    assert "they lie in refs/governor/archive/2027-01-02" in told.out
    assert "squash" not in told.err
    run(["verify-history", "--last", "1", *place])
    assert "3 older commits of 2026-11-19" in capsys.readouterr().out


def test_local_and_a_shared_branch_have_no_history(
    repo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compact", "--repo", str(repo), "--local", *NOW]) == 0
    assert "--squash" not in capsys.readouterr().out
    asked = ["--yes", "--squash", "--reason", "room", "--by", "kim", "--local"]
    assert run(["compact", *asked, "--repo", str(repo), *NOW]) == 1
    assert "a folder keeps none" in capsys.readouterr().err


def test_a_time_that_is_none_is_refused(repo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify-history", "--since", "yesterday", "--repo", str(repo), *NOW]) == 2
    assert "Cannot use --since 'yesterday'" in capsys.readouterr().err
