import os
import subprocess
from pathlib import Path

import pytest

from bot.adapters.code import WorkTree, blob_id

FILES = {
    "agents/a.py": b"print(1)\n",
    "agents/deep/b.py": b"",
    "agents/deep/b.md": b"caf\xc3\xa9\r\n",
    "agents/bin.dat": bytes(range(256)) * 40,
    "agents/.secret": b"x",
    "agents/__pycache__/a.pyc": b"x",
    "other.py": b"other",
}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    for path, data in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def faults(repo: Path, *globs: str) -> list[str]:
    return [f"{glob}: {why}" for glob, why in WorkTree(repo).listing(globs).faults]


def test_it_lists_what_git_lists_with_gits_ids(repo: Path) -> None:
    (repo / ".gitignore").write_text("__pycache__/\n")
    for command in (["init", "-q"], ["-c", "core.autocrlf=false", "add", "agents"]):
        subprocess.run(["git", *command], cwd=repo, check=True)
    staged = subprocess.run(
        ["git", "ls-files", "-s", "agents"], cwd=repo, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    wanted = [(line.split("\t")[1], line.split()[1]) for line in staged]
    listing = WorkTree(repo).listing(["agents/**", "agents/.secret"])
    assert len(wanted) == 5
    assert (sorted(listing.files), listing.faults) == (sorted(wanted), ())


def test_a_file_of_two_globs_is_there_once(repo: Path) -> None:
    listing = WorkTree(repo).listing(["agents/a.py", "agents/*.py", "**/*.py"])
    assert [path for path, _ in listing.files] == ["agents/a.py", "agents/deep/b.py", "other.py"]


def test_another_content_is_another_id(repo: Path) -> None:
    before = WorkTree(repo).listing(["other.py"]).files
    (repo / "other.py").write_bytes(b"another")
    assert WorkTree(repo).listing(["other.py"]).files == (("other.py", blob_id(b"another")),)
    assert before == (("other.py", blob_id(b"other")),)


@pytest.mark.parametrize(
    ("glob", "why"),
    [
        ("gone.py", "is not there"),
        ("gone/*.py", "matches no file"),
        ("agents", "is a folder; write agents/** for all files in it"),
        ("/etc/*", "must be a path relative to the repository, with slashes"),
        ("../*", "must name files below the repository, without empty, . or .. parts"),
        (".git/*", "matches no file"),
    ],
)
def test_what_cannot_be_had_is_said(repo: Path, glob: str, why: str) -> None:
    assert faults(repo, glob) == [f"{glob}: {why}"]


def test_a_symbolic_link_is_no_code_wherever_it_stands(repo: Path) -> None:
    (repo / "agents/link.py").symlink_to(repo / "other.py")
    (repo / "agents/linked").symlink_to(repo / "agents/deep")
    (repo / "agents/lost").symlink_to(repo / "nowhere")
    link = "which is a symbolic link; name the file it leads to"
    assert faults(repo, "agents/*.py") == [f"agents/*.py: matches 'agents/link.py', {link}"]
    assert faults(repo, "agents/linked/b.py") == [
        f"agents/linked/b.py: matches 'agents/linked', {link}"
    ]
    assert len(faults(repo, "agents/**")) == 3


def test_what_is_no_plain_file_or_has_no_plain_name_is_said(repo: Path) -> None:
    os.mkfifo(repo / "pipe.py")
    (repo / os.fsdecode(b"n\xff.txt")).write_bytes(b"")
    assert faults(repo, "pipe.py") == ["pipe.py: matches 'pipe.py', which is not a plain file"]
    assert faults(repo, "n*.txt") == [
        "n*.txt: matches 'n\\udcff.txt', which has a name that is not UTF-8; rename it"
    ]
