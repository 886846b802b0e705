"""A real remote, its default branch moved by others."""

from pathlib import Path

import pytest

from bot.adapters.merged_file import MergedFile, path_in
from bot.adapters.patience import Patience
from bot.adapters.remote import find_remote
from bot.errors import CannotReach
from tests.adapters.state_git import SEALED, git, make_bare, make_clone

PATH = "policies/kill_list.yml"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    return make_bare(tmp_path / "remote.git")


def merge(clone: Path, path: str, text: str | None) -> None:
    file = clone / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "Edit")
    git(clone, "push", "--quiet", "origin", "HEAD:main")


def merged(repo: Path, path: str = PATH) -> MergedFile:
    remote, patience = find_remote(repo, SEALED, "origin"), Patience(tries=1, seconds=0.0)
    return MergedFile(remote, path_in(repo, path), repo / ".governor", patience)


def test_each_reading_gives_what_is_merged_by_then(bare: Path, tmp_path: Path) -> None:
    file, other = merged(make_clone(tmp_path / "repo", bare)), make_clone(tmp_path / "other", bare)
    assert file.read() is None
    merge(other, PATH, "one")
    assert (file.read(), file.read()) == (b"one", b"one")
    merge(other, "README.md", "beside it")
    merge(other, PATH, "two")
    assert file.read() == b"two"
    merge(other, PATH, None)
    assert file.read() == b""


def test_a_fleet_in_a_folder_of_a_repository_is_found(bare: Path, tmp_path: Path) -> None:
    merge(make_clone(tmp_path / "other", bare), f"fleets/a/{PATH}", "its own")
    fleet = make_clone(tmp_path / "repo", bare) / "fleets" / "a"
    fleet.mkdir(parents=True)
    assert merged(fleet).read() == b"its own"


def test_a_remote_that_is_gone_is_said(bare: Path, tmp_path: Path) -> None:
    merge(make_clone(tmp_path / "other", bare), PATH, "one")
    file = merged(make_clone(tmp_path / "repo", bare))
    assert file.read() == b"one"
    bare.rename(tmp_path / "elsewhere")
    with pytest.raises(CannotReach, match=r"policies/kill_list.yml as it is merged"):
        file.read()
