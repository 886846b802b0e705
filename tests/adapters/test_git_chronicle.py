"""The chronicle from real Git: every commit with what it changed, and policies by digest."""

import gc
import os
import subprocess
from pathlib import Path

import pytest

from bot.adapters.git import Git
from bot.adapters.git_chronicle import GitChronicle
from bot.adapters.policies import policy_texts
from bot.adapters.private_clone import Signature
from bot.adapters.remote import find_remote
from bot.commands.compact import Wish, compact
from bot.commands.verify_history import Scope, verify_history
from bot.errors import Refused
from bot.policy.load import read
from bot.words.instant import DAY
from tests.adapters.old_branch import LINES, NOW, write_days, yard_of
from tests.adapters.state_git import SEALED, git, make_bare, make_clone
from tests.fakes.output import HeardOutput

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


def test_one_git_answers_for_all_commits(repo: Path) -> None:
    """A year has seventeen thousand of them."""
    gc.collect()  # so that no other test's git ends meanwhile
    before = askers()
    steps = chronicle(repo).steps()
    assert all(step.after.read("state/audit/2026-03.jsonl") for step in steps)
    assert askers() == before + 1


def askers() -> int:
    asked = ["pgrep", "-c", "-P", str(os.getpid()), "-f", "cat-file --batch-command"]
    return int(subprocess.run(asked, check=False, capture_output=True, text=True).stdout)


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


@pytest.fixture
def squashed(tmp_path: Path) -> Path:
    repo = make_clone(tmp_path / "squashed", make_bare(tmp_path / "bare.git"))
    write_days(repo, 6)
    compact(yard_of(repo), Wish(does=True, squashes=True, reason="room"))
    return repo


def of_squashed(repo: Path) -> GitChronicle:
    return GitChronicle(repo, find_remote(repo, SEALED, "origin"), BRANCH, repo / ".governor")


def test_a_squashed_line_begins_with_what_stands_for_the_rest(squashed: Path) -> None:
    root, *kept = of_squashed(squashed).steps()
    assert root.stands_for is not None
    assert (root.stands_for.commits, root.archive) == (2, "refs/governor/archive/2026-11-21")
    assert len(kept) == 5
    assert {one.stands_for for one in kept} == {None}
    assert list(root.after.lines(LINES)) == [b"5", b"4"]
    assert [one.at for one in kept[:2]] == ["2026-11-18T12:00:00.000Z", "2026-11-19T12:00:00.000Z"]


def test_the_archive_brings_back_what_was_squashed(squashed: Path) -> None:
    steps = of_squashed(squashed).steps(archive=True)
    assert len(steps) == 2 + 1 + 5
    assert [list(one.after.lines(LINES)) for one in steps[:2]] == [[b"5"], [b"5", b"4"]]
    assert (steps[2].stands_for is not None, steps[2].changed) == (True, ())


def test_a_root_of_another_tree_than_the_archive_shows_what_differs(squashed: Path) -> None:
    bare = squashed.parent / "bare.git"
    root = git(bare, "rev-list", "--max-parents=0", BRANCH)
    message = git(bare, "log", "-1", "--format=%B", root)
    git(
        bare,
        "update-ref",
        f"refs/heads/{BRANCH}",
        git(bare, "commit-tree", f"{BRANCH}^{{tree}}", "-m", message),
    )
    steps = of_squashed(squashed).steps(archive=True)
    assert LINES in steps[2].changed
    out = HeardOutput()
    assert verify_history(of_squashed(squashed), out, Scope(archive=True)) == 1
    assert "is not as the last squashed commit left it" in {one.reason for one in out.found}


def test_a_lost_archive_is_said(squashed: Path) -> None:
    git(squashed.parent / "bare.git", "update-ref", "-d", "refs/governor/archive/2026-11-21")
    with pytest.raises(Refused, match="the remote has no refs/governor/archive/2026-11-21"):
        of_squashed(squashed).steps(archive=True)


def test_an_older_archive_that_is_lost_hides_no_newer_one(squashed: Path) -> None:
    later = yard_of(squashed, NOW + 2 * DAY)
    compact(later, Wish(does=True, squashes=True, reason="room"))
    assert len(of_squashed(squashed).steps(archive=True)) == 2 + 1 + 2 + 1 + 4
    git(squashed.parent / "bare.git", "update-ref", "-d", "refs/governor/archive/2026-11-21")
    root, *rest = of_squashed(squashed).steps(archive=True)
    assert root.stands_for is not None
    assert (root.stands_for.commits, root.changed) == (2, ())
    assert len(rest) == 2 + 1 + 4


def test_verifying_says_what_it_did_not_decide_again(squashed: Path) -> None:
    out = HeardOutput()
    assert verify_history(of_squashed(squashed), out) == 0
    assert out.results[0]["compacted"] == 2
    assert out.said[-1].startswith("2 older commits of 2026-11-16T12:00:00.000Z to 2026-11-17")
    assert "--archive decides them again" in out.said[-1]


@pytest.mark.parametrize(
    ("scope", "commits", "earlier"),
    [
        (Scope(last=2), 2, 4),
        (Scope(last=99), 6, 0),
        (Scope(since="2026-11-20T00:00:00.000Z"), 3, 3),
        (Scope(since="2026-11-20T00:00:00.000Z", last=1), 1, 5),
        (Scope(since="2027-01-01T00:00:00.000Z"), 0, 6),
    ],
)
def test_work_may_be_bounded(squashed: Path, scope: Scope, commits: int, earlier: int) -> None:
    out = HeardOutput()
    assert verify_history(of_squashed(squashed), out, scope) == 0
    assert (out.results[0]["commits"], out.results[0]["earlier"]) == (commits, earlier)
