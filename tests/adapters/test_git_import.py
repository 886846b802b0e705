"""Commits as fast-import writes them: the very ones that git's own commands would make."""

from io import BytesIO
from pathlib import Path

import pytest

from bot.adapters.git import Git
from bot.adapters.git_import import CommitStream, Made, made, signed
from bot.errors import CannotRunGit

SECONDS = 1_790_000_000
TEXT = "Settle\n\nGovernor-Run: 7\n"


@pytest.fixture
def git(tmp_path: Path) -> Git:
    found = Git(tmp_path)
    found.run("init", "--quiet", "--bare", ".")
    return found


def write(
    git: Git,
    files: dict[str, bytes],
    parent: str = "",
    removed: str = "",
    who: tuple[str, str] = ("Ann", "a@b.c"),
) -> Made:
    out = BytesIO()
    stream = CommitStream(out)
    for path, data in files.items():
        with stream.file(path, len(data)) as file:
            file.write(data)
    if removed:
        stream.remove(removed)
    stream.end(signed(*who, SECONDS), TEXT, parent)
    source = git.folder / "stream"
    source.write_bytes(out.getvalue())
    with source.open("rb") as given:
        return made(git, given)


def by_hand(git: Git, tree: str, parents: tuple[str, ...], who: tuple[str, str]) -> str:
    roles = [("AUTHOR", who), ("COMMITTER", who)]
    named = {f"GIT_{role}_NAME": name for role, (name, _) in roles}
    mailed = {f"GIT_{role}_EMAIL": email for role, (_, email) in roles}
    dated = {f"GIT_{role}_DATE": f"@{SECONDS} +0000" for role, _ in roles}
    extra = {**named, **mailed, **dated}
    return git.text("commit-tree", tree, *parents, "-F", "-", stdin=TEXT.encode(), extra=extra)


@pytest.mark.parametrize(
    "who",
    [
        ("Ann", "a@b.c"),
        ("governor[bot]", "1+governor[bot]@users.noreply.github.com"),
        (" O'Neill, <Jr.>; ", "<x@y.z>"),
        ("Zoë 治", "z@é.org"),
    ],
)
def test_a_commit_is_the_one_that_git_would_write(git: Git, who: tuple[str, str]) -> None:
    first = write(git, {"state/a": b"1\n", "state/in/b": b"\0\xff"}, who=who)
    second = write(git, {"state/a": b""}, first.commit, "state/in/b", who)
    assert first.commit == by_hand(git, first.tree, (), who)
    assert second.commit == by_hand(git, second.tree, ("-p", first.commit), who)
    listed = git.text("ls-tree", "-r", second.commit)
    assert listed == f"100644 blob {second.blobs[0]}\tstate/a"
    assert git.text("rev-parse", f"{first.commit}^{{tree}}") == first.tree
    git.run("fsck", "--strict")


def test_it_is_forced_to_disk_as_one_pack(git: Git) -> None:
    write(git, {"state/a": b"1\n"})
    packs = list((git.folder / "objects" / "pack").glob("*.pack"))
    loose = list((git.folder / "objects").glob("[0-9a-f][0-9a-f]/*"))
    assert (len(packs), loose) == (1, [])


def test_a_stream_that_breaks_off_makes_nothing(git: Git) -> None:
    source = git.folder / "stream"
    source.write_bytes(b"blob\nmark :2\ndata 5\n123")
    with source.open("rb") as given, pytest.raises(CannotRunGit):
        made(git, given)
    assert not git.text("for-each-ref")
