"""Anchors are what the commits of a real branch say."""

from pathlib import Path

import pytest

from bot.adapters.git import Git
from bot.adapters.git_anchors import anchors
from bot.state.audit.head import Anchor, Head, trailers
from tests.state.audit.writing import record

BRANCH = "governor-state"
WHO = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Governor"), ("EMAIL", "governor@example.org"))
}


@pytest.fixture
def git(tmp_path: Path) -> Git:
    (tmp_path / "repo").mkdir()
    git = Git(tmp_path / "repo", WHO)
    git.run("init", "--quiet", f"--initial-branch={BRANCH}")
    return git


def commit(git: Git, message: str) -> str:
    git.run("commit", "--quiet", "--allow-empty", "--file=-", stdin=message.encode())
    return git.text("rev-parse", "--short=12", "HEAD")


def test_each_commit_vouches_for_the_head_in_its_trailers(git: Git) -> None:
    first = commit(git, f"Judge\n\nGovernor-Audit-Head: 3 {'a' * 64}\nOther: 1\n")
    commit(git, "No trailers here, though Governor-Audit-Head: 9 is mentioned\n")
    commit(git, "Judge\n\nGovernor-Audit-Head: nonsense\n")
    second = commit(
        git, f"Kill\n\nGovernor-Audit-Head: 5 {'b' * 64}\nGovernor-Audit-Signature: c2ln\n"
    )
    assert anchors(git, BRANCH) == (
        Anchor(Head(5, "b" * 64), f"commit {second}", "c2ln"),
        Anchor(Head(3, "a" * 64), f"commit {first}"),
    )


def test_what_a_store_stamps_is_read_back(git: Git) -> None:
    tree = record(4)
    lines = trailers(tree, lambda text: f"signed-{len(text)}")
    commit(git, "Judge\n\n" + "".join(f"{name}: {value}\n" for name, value in lines.items()))
    (anchor,) = anchors(git, BRANCH)
    assert anchor.head.seq == 3
    assert anchor.signature.startswith("signed-")


def test_a_shallow_clone_gives_what_it_has(git: Git, tmp_path: Path) -> None:
    for seq in range(3):
        commit(git, f"Judge\n\nGovernor-Audit-Head: {seq} {'a' * 64}\n")
    git.run("clone", "--quiet", "--depth=1", git.folder.as_uri(), str(tmp_path / "clone"))
    found = anchors(Git(tmp_path / "clone"), f"origin/{BRANCH}")
    assert [anchor.head.seq for anchor in found] == [2]


@pytest.mark.parametrize("ref", ["no-such-branch", "--all", ""])
def test_a_branch_that_is_not_there_has_no_anchors(git: Git, ref: str) -> None:
    commit(git, f"Judge\n\nGovernor-Audit-Head: 3 {'a' * 64}\n")
    assert anchors(git, ref) == ()
