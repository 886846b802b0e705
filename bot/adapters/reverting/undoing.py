"""The tree without what a merge brought: a three-way merge that goes back from its end to before.

Where later edits lie on the same lines, the lines go back and the file's other edits stay. A file
that is gone stays gone, one that the merge brought goes whole.
"""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot.adapters.git import Git
from bot.adapters.reverting.objects import Entry, changed, merge_trees, tree_of
from bot.adapters.reverting.span import Span, Unclear
from bot.errors import Refused
from bot.words.text import printable

COMMON, OURS, THEIRS = 1, 2, 3
WHOLE = {COMMON, OURS, THEIRS}
FILES = ("100644", "100755")
NOT_TEXT = 255
LONGEST = 200
# From what stands and what it would be to what it shall be; Refused where a person has to say.
Mender: TypeAlias = Callable[[bytes, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Undone:
    tree: str
    settled: tuple[str, ...] = ()
    lowered: tuple[str, ...] = ()


def undo(
    git: Git, span: Span, onto: str, menders: Mapping[str, Mender], scratch: Path
) -> Undone | Unclear:
    """Make the tree; Unclear where a conflict lies outside of what the merge touched."""
    trees = (tree_of(git, one) for one in (span.last, onto, span.before))
    merged = merge_trees(git, *trees)
    strange = set(merged.conflicts) - set(changed(git, span.before, span.last))
    if strange:
        path = printable(min(strange), LONGEST)
        return Unclear(f"{path} was moved, or stands where it would come back")
    settled = {path: _settled(git, seen, scratch) for path, seen in merged.conflicts.items()}
    tree = _with(git, merged.tree, settled, scratch)
    try:
        mended = dict(_mended(git, onto, tree, menders))
    except Refused as refused:
        return Unclear(str(refused).rstrip("."))
    return Undone(_with(git, tree, mended, scratch), tuple(sorted(settled)), tuple(sorted(mended)))


def _settled(git: Git, seen: Mapping[int, Entry], scratch: Path) -> Entry | None:
    if OURS not in seen:
        return None
    if set(seen) == WHOLE and all(entry.mode in FILES for entry in seen.values()):
        return _lines_back(git, seen, scratch) or seen[THEIRS]
    return seen.get(THEIRS)


def _lines_back(git: Git, seen: Mapping[int, Entry], scratch: Path) -> Entry | None:
    """Merge line by line in favour of what was before; None for what has no lines."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        sides = [Path(folder, str(side)) for side in (OURS, COMMON, THEIRS)]
        for file, side in zip(sides, (OURS, COMMON, THEIRS), strict=True):
            file.write_bytes(git.run("cat-file", "blob", seen[side].blob))
        answer = git.attempt("merge-file", "-p", "--theirs", *map(str, sides))
    if answer.code == NOT_TEXT:
        return None
    blob = git.text("hash-object", "-w", "--stdin", stdin=answer.out)
    return Entry(seen[THEIRS].mode, blob)


def _with(git: Git, tree: str, entries: Mapping[str, Entry | None], scratch: Path) -> str:
    if not entries:
        return tree
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        extra = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        git.run("read-tree", tree, extra=extra)
        lines = "".join(_index_line(path, entry) for path, entry in entries.items())
        data = lines.encode(errors="surrogateescape")
        git.run("update-index", "-z", "--index-info", stdin=data, extra=extra)
        return git.text("write-tree", "--missing-ok", extra=extra)


def _index_line(path: str, entry: Entry | None) -> str:
    mode, blob = (entry.mode, entry.blob) if entry else ("0", "0" * 40)
    return f"{mode} {blob}\t{path}\0"


def _mended(
    git: Git, onto: str, tree: str, menders: Mapping[str, Mender]
) -> Mapping[str, Entry | None]:
    found: dict[str, Entry | None] = {}
    for path in menders.keys() & set(changed(git, onto, tree)):
        now, then = _content(git, onto, path), _content(git, tree, path)
        if now is None or then is None:
            continue
        wanted = menders[path](now, then)
        if wanted != then:
            blob = git.text("hash-object", "-w", "--stdin", stdin=wanted)
            found[path] = Entry(FILES[0], blob)
    return found


def _content(git: Git, tree: str, path: str) -> bytes | None:
    answer = git.attempt("cat-file", "blob", f"{tree}:{path}")
    return None if answer.code else answer.out
