"""The commits of a branch as one line, and the same line again on another root."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.files import empty_folder
from bot.adapters.git import Git
from bot.errors import CannotRunGit, Refused
from bot.words.instant import render

PARENT, SIGNED = b"parent ", (b"gpgsig", b"mergetag")
STORE = ("hash-object", "-w", "-t", "commit", "--stdin-paths")


@dataclass(frozen=True, slots=True)
class Link:
    commit: str
    tree: str
    at: datetime
    parents: tuple[str, ...]

    @property
    def moment(self) -> str:
        return render(self.at)


def line_of(git: Git, ref: str) -> Sequence[Link]:
    """List the commits of a branch, the newest first."""
    listed = git.text("log", "--first-parent", "--format=%H %T %ct %P", ref, "--")
    return [_link(row.split()) for row in listed.splitlines()]


def _link(words: Sequence[str]) -> Link:
    commit, tree, seconds, *parents = words
    return Link(commit, tree, datetime.fromtimestamp(int(seconds), UTC), tuple(parents))


def relaid(git: Git, root: str, kept: Sequence[Link], scratch: Path) -> list[str]:
    """Write the kept commits, the oldest first, anew on a root; give their ids.

    All of a commit stays but its parent, and a signature that would not hold any more.
    """
    for one in kept:
        if len(one.parents) > 1:
            raise Refused(
                f"Cannot squash the history: commit {one.commit[:12]} joins two lines, which no "
                "command of Governor makes; wait until it is older than storage.keep_days."
            )
    if not kept:
        return []
    kind = git.text("rev-parse", "--show-object-format")
    return _stored(git, list(_on(root, _raw(git, kept), kind)), scratch)


def _raw(git: Git, links: Iterable[Link]) -> Iterator[bytes]:
    asked = "".join(f"{one.commit}\n" for one in links).encode()
    answer = git.run("cat-file", "--batch", stdin=asked)
    start = 0
    while start < len(answer):
        end = answer.index(b"\n", start)
        size = int(answer[start:end].split()[2])
        yield answer[end + 1 : end + 1 + size]
        start = end + size + 2


def _on(root: str, commits: Iterable[bytes], kind: str) -> Iterator[tuple[str, bytes]]:
    parent = root
    for raw in commits:
        data = _with_parent(raw, parent)
        parent = hashlib.new(
            kind, b"commit %d\0%b" % (len(data), data), usedforsecurity=False
        ).hexdigest()
        yield parent, data


def _with_parent(raw: bytes, parent: str) -> bytes:
    head, _, message = raw.partition(b"\n\n")
    tree, *rest = _unsigned(head.split(b"\n"))
    others = [field for field in rest if not field.startswith(PARENT)]
    fields = [tree, PARENT + parent.encode(), *others]
    return b"\n".join(fields) + b"\n\n" + message


def _unsigned(fields: Iterable[bytes]) -> Iterator[bytes]:
    """Leave signatures out, with the lines that go on with them."""
    dropping = False
    for field in fields:
        dropping = field.startswith(SIGNED) or (dropping and field.startswith(b" "))
        if not dropping:
            yield field


def _stored(git: Git, commits: Sequence[tuple[str, bytes]], scratch: Path) -> list[str]:
    empty_folder(scratch)
    paths = []
    for number, (_, data) in enumerate(commits):
        path = scratch / str(number)
        path.write_bytes(data)
        paths.append(path)
    listed = "".join(f"{path}\n" for path in paths).encode()
    stored = git.text(*STORE, stdin=listed).split()
    if stored != [name for name, _ in commits]:
        raise CannotRunGit(STORE, "it names commits otherwise than by their contents")
    empty_folder(scratch)
    return stored
