"""The chronicle from real Git: every commit with what it changed, and policies by digest."""

from pathlib import Path

import pytest

from bot.adapters.git import Git
from bot.adapters.git_chronicle import GitChronicle
from bot.adapters.policies import policy_texts
from bot.adapters.private_clone import Signature
from bot.adapters.remote import find_remote
from bot.policy.load import read

SHIPPED = Path(__file__).parents[2]
BRANCH = "governor-state"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Make a repository that changed its policies once, with a state branch of two commits."""
    folder = tmp_path / "repo"
    folder.mkdir()
    git = Git(folder, Signature().environment())
    git.run("init", "--quiet", "--initial-branch=main")
    for path, text in policy_texts(SHIPPED).items():
        _write(folder / path, text)
    _commit(git, "policies")
    risk = folder / "policies" / "risk.yml"
    risk.write_text(
        risk.read_text("utf-8").replace("MAX_DRAWDOWN_BPS: 250", "MAX_DRAWDOWN_BPS: 200")
    )
    _commit(git, "less risk")
    git.run("checkout", "--quiet", "--orphan", BRANCH)
    git.run("rm", "-rfq", ".")
    for content in (b"1\n", b"1\n2\n"):
        _write(folder / "state" / "audit" / "2026-03.jsonl", content)
        _commit(git, "state")
    git.run("checkout", "--quiet", "main")
    return folder


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _commit(git: Git, subject: str) -> None:
    git.run("add", "--all")
    git.run("commit", "--quiet", "--message", subject)


def chronicle(repo: Path, branch: str = BRANCH) -> GitChronicle:
    remote = find_remote(repo, {}, "origin")
    return GitChronicle(repo, remote, branch, repo.parent / "private")


def test_each_commit_gives_its_tree_and_what_it_changed(repo: Path) -> None:
    first, second = chronicle(repo).steps()
    path = "state/audit/2026-03.jsonl"
    assert (first.changed, second.changed) == ((path,), (path,))
    assert first.after.read(path) == b"1\n"
    assert list(second.after.lines(path)) == [b"1", b"2"]


def test_a_branch_that_is_not_there_has_no_steps(repo: Path) -> None:
    assert chronicle(repo, "elsewhere").steps() == ()


def test_policies_are_found_by_their_digest_at_any_age(repo: Path) -> None:
    known = chronicle(repo)
    now, _ = read(policy_texts(repo))
    then, _ = read(policy_texts(SHIPPED))
    assert now is not None
    assert then is not None
    assert known.policy(now.digest) == now
    assert known.policy(then.digest) == then
    assert known.policy("0" * 64) is None
