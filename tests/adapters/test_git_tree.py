"""The files of a commit, by real git."""

from pathlib import Path

import pytest

from bot.adapters.git import Git
from bot.adapters.git_tree import GitTree
from tests.adapters.state_git import git, make_clone

FILES = {
    "README.md": b"not of the state\n",
    "state/agents.json": b"{}",
    "state/days/2026-03-02.json": b"one\n\nthree",
    "state/days/2026-03-03.json": b"one\ntwo\n",
    "state/days.md": b"\n",
    "state/events/inbox/a.jsonl": b"",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    clone = make_clone(tmp_path / "clone", None)
    write(clone, FILES)
    return clone


def write(clone: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        target = clone / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message=Write")


def tree(clone: Path) -> GitTree:
    return GitTree(Git(clone), git(clone, "rev-parse", "HEAD"))


@pytest.mark.parametrize(
    ("prefix", "names"),
    [
        ("", [path for path in sorted(FILES) if path.startswith("state/")]),
        ("state/days", ["state/days.md", *sorted(FILES)[3:5]]),
        ("state/days/", ["state/days/2026-03-02.json", "state/days/2026-03-03.json"]),
        ("state/days/2026-03-03", ["state/days/2026-03-03.json"]),
        ("state/events/", ["state/events/inbox/a.jsonl"]),
        ("state/dayz", []),
        ("README", []),
        ("zebra", []),
    ],
)
def test_files_are_named_by_how_they_begin(repository: Path, prefix: str, names: list[str]) -> None:
    assert tree(repository).names(prefix) == names


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("state/days/2026-03-02.json", [b"one", b"", b"three"]),
        ("state/days/2026-03-03.json", [b"one", b"two"]),
        ("state/days.md", [b""]),
        ("state/events/inbox/a.jsonl", []),
        ("state/nothing", []),
    ],
)
def test_lines_end_with_the_file(repository: Path, path: str, lines: list[bytes]) -> None:
    assert list(tree(repository).lines(path)) == lines


def test_each_commit_has_its_own_files_where_folders_are_shared(repository: Path) -> None:
    before = tree(repository)
    assert "state/audit.md" not in before.names("state/")
    write(repository, {"state/audit.md": b"new", "state/days/2026-03-02.json": b"other"})
    after = tree(repository)
    assert after.names("state/") == sorted([*before.names("state/"), "state/audit.md"])
    assert after.read("state/days/2026-03-02.json") == b"other"
    assert before.read("state/days/2026-03-02.json") == b"one\n\nthree"


def test_a_commit_without_a_state_has_no_files(tmp_path: Path) -> None:
    clone = make_clone(tmp_path / "clone", None)
    write(clone, {"README.md": b"hello", "docs/state/x.md": b"elsewhere"})
    assert tree(clone).names("") == []
