"""Which commits a merge put on the base branch, told from the commits themselves.

A forge names the last of them and the request's own commits; not every forge names the method.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.adapters.git import Git
from bot.adapters.reverting.objects import (
    has_commit,
    is_ancestor,
    merge,
    parents,
    patches,
    tree_of,
)
from bot.ports.reverts import Merged

FULL_ID = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
TWO = 2
# Who wrote it, when, and as what: a rebase keeps these, a squash does not.
AUTHORSHIP = "--format=%H%x00%an%x00%ae%x00%at%x00%s"


@dataclass(frozen=True, slots=True)
class Span:
    """Everything after `before` up to `last`; `commits` are those in between, newest first."""

    merged_as: str
    before: str
    last: str
    commits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unclear:
    why: str


def find_span(git: Git, merged: Merged, base: str) -> Span | Unclear:
    last = merged.merge_sha
    named = (last, merged.head_sha, *merged.commits)
    if not all(FULL_ID.fullmatch(sha) for sha in named):
        return Unclear("the forge does not name its commits")
    if not is_ancestor(git, last, base):
        return Unclear(f"its merge, {last[:12]}, is not on {merged.base_branch}")
    above = parents(git, last)
    if not above:
        return Unclear(f"its merge, {last[:12]}, is the first commit of the repository")
    if len(above) > 1:
        return _merge(git, merged, above)
    missing = [sha for sha in (merged.head_sha, *merged.commits) if not has_commit(git, sha)]
    if missing:
        return Unclear(f"its own commit {missing[0][:12]} is not to be had any more")
    return _rebase(git, merged) or _squash(git, merged, above[0])


def _merge(git: Git, merged: Merged, above: Sequence[str]) -> Span | Unclear:
    head, last = merged.head_sha, merged.merge_sha
    brought = len(above) == TWO and is_ancestor(git, head, above[1])
    if not brought or is_ancestor(git, head, above[0]):
        return Unclear(f"{last[:12]} is not the merge of {head[:12]} as its second parent")
    return Span("merge", above[0], last, (last,))


def _rebase(git: Git, merged: Merged) -> Span | None:
    """Walk both lines from their ends: commit for commit the same patch, or left out as known."""
    own = list(reversed(merged.commits))
    line = _line(git, merged.merge_sha, len(own))
    of_own, of_line = patches(git, own), patches(git, line)
    wanted = [of_own[one] for one in own if one in of_own]
    count, left = _walk([of_line.get(one, "") for one in line], wanted)
    if not count:
        return None
    before = parents(git, line[count - 1])
    if not before or not left <= _known(git, merged, before[0], of_own, left):
        return None
    method = "rebase" if len(merged.commits) > 1 else "one commit"
    return Span(method, before[0], merged.merge_sha, tuple(line[:count]))


def _line(git: Git, last: str, count: int) -> list[str]:
    return git.text("rev-list", "--first-parent", "-n", str(count), last).split()


def _walk(line: Sequence[str], wanted: Sequence[str]) -> tuple[int, set[str]]:
    """Count how far the line is made of the wanted patches, in their order; give those left."""
    left: set[str] = set()
    place = 0
    for count, patch in enumerate(line):
        if patch not in wanted[place:]:
            return count, left | set(wanted[place:])
        found = wanted.index(patch, place)
        left |= set(wanted[place:found])
        place = found + 1
    return len(line), left | set(wanted[place:])


def _known(
    git: Git, merged: Merged, before: str, of_own: Mapping[str, str], left: set[str]
) -> set[str]:
    """Give the patches that the base branch had already: a rebase leaves those out."""
    if not left:
        return set()
    outside = [f"^{one}^@" for one in merged.commits if one in of_own]
    listed = git.text("rev-list", "--no-merges", before, *outside).split()
    return set(patches(git, listed).values())


def _squash(git: Git, merged: Merged, before: str) -> Span | Unclear:
    last = merged.merge_sha
    if not _is_squash(git, merged, before):
        return Unclear(f"{last[:12]} matches neither a squash nor a rebase of its commits")
    return Span("squash", before, last, (last,))


def _is_squash(git: Git, merged: Merged, before: str) -> bool:
    """Squash again and compare. The last commit of a rebase would pass, so authorship is asked."""
    last, head = merged.merge_sha, merged.head_sha
    if len(merged.commits) > 1 and _is_one_of(git, last, merged.commits):
        return False
    again = merge(git, before, head)
    return not again.conflicts and again.tree == tree_of(git, last)


def _is_one_of(git: Git, last: str, commits: Sequence[str]) -> bool:
    shown = git.text("log", "--no-walk", AUTHORSHIP, last, *commits).splitlines()
    written = dict(line.split("\0", 1) for line in shown)
    return last in commits or written.pop(last) in written.values()
