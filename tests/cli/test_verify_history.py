"""`governor verify-history` on a real state branch: an entry that somebody edited is named."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.state.in_memory import MemoryTree
from bot.words.instant import DAY
from tests.adapters.old_branch import NOW, write_days
from tests.adapters.state_git import BRANCH, git, make_bare, make_clone
from tests.state.audit.writing import append, note

POLICIES = Path(__file__).parents[2] / "policies"
RECORD = "state/audit/2026-11.jsonl"
DAYS = 5
EDITED = 3  # a line: the first entry is the genesis, the second of the first day
OLD, NEW = "day-3", "day-9"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = make_clone(tmp_path / "repo", make_bare(tmp_path / "bare.git"))
    shutil.copytree(POLICIES, folder / "policies")
    write_days(folder, DAYS)
    return folder


def edited(text: str) -> str:
    """Change one value of one entry, and nothing else."""
    lines = text.splitlines(keepends=True)
    assert OLD in lines[EDITED - 1]
    lines[EDITED - 1] = lines[EDITED - 1].replace(OLD, NEW)
    return "".join(lines)


def written_anew(text: str) -> str:
    """Change it, and give each entry from there on the hash that it should have."""
    tree = MemoryTree()
    for back in range(DAYS - 1, -1, -1):
        told = f"day-{back}".replace(OLD, NEW)
        tree.run([append(NOW - back * DAY, note(told))])
    new = (tree.read(RECORD) or b"").decode()
    assert new.splitlines()[: EDITED - 1] == text.splitlines()[: EDITED - 1]
    return new


def push(repo: Path, change: Callable[[str], str]) -> str:
    """Do so in a commit of the state branch, as somebody would who may push there."""
    other = repo.parent / "other"
    git(repo.parent, "clone", "-q", "-b", BRANCH, str(repo.parent / "bare.git"), str(other))
    (other / RECORD).write_text(change((other / RECORD).read_text("utf-8")), "utf-8")
    git(other, "commit", "-qam", "Tidy up")
    git(other, "push", "-q")
    return git(other, "rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("change", "audit"),
    [
        (edited, f"{RECORD}:{EDITED}: entry 2 was edited: "),
        (written_anew, f"{RECORD}:{EDITED}: entry 2 is not the one that commit "),
    ],
)
def test_an_entry_that_was_edited_is_named_by_file_line_and_commit(
    repo: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[str], str],
    audit: str,
) -> None:
    place = ("--repo", str(repo), "--now", "2026-11-22T12:00:00Z")
    assert run(["verify-history", *place]) == 0
    commit = push(repo, change)
    capsys.readouterr()
    assert run(["verify-history", *place]) == 1
    told = capsys.readouterr()
    assert audit in told.err
    named = f"{RECORD}:{EDITED}: was rewritten, it only grows (got commit {commit[:12]})"
    assert named in told.err
    assert "The history does not hold: 1 fault, 0 judgements in 6 commits." in told.out
