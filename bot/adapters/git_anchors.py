"""Heads of the audit record that the commits of the state branch vouch for."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.adapters.git import Git
from bot.adapters.git_line import line_of
from bot.adapters.private_clone import TIP, PrivateClone
from bot.adapters.remote import NAME, Remote
from bot.adapters.state_branch import MISSING
from bot.adapters.trouble import trouble_of
from bot.errors import CannotReach
from bot.ports.history import Past
from bot.state.audit import compaction
from bot.state.audit.compaction import ARCHIVES, Root
from bot.state.audit.head import SIGNATURE, TRAILER, Anchor, parse_head

SHORT = 12
FIELD, COMMIT = "\x1f", "\x1e"
FORMAT = "%x1f".join(
    ["%H", *(f"%(trailers:key={key},valueonly,separator=%x20)" for key in (TRAILER, SIGNATURE))]
)


ROOT = "%x1f".join(
    [
        "%H%x1f%T",
        *(
            f"%(trailers:key={key},valueonly,separator=%x20)"
            for key in (compaction.TRAILER, compaction.ARCHIVE)
        ),
    ]
)


def fetched_past(
    remote: Remote, branch: str, folder: Path, timeout: float = 120.0, *, archive: bool = False
) -> Past:
    """Read the history of a remote's branch, bringing its commits but none of its files.

    With `archive` also what was squashed, as far as it was kept.
    """
    clone = PrivateClone(folder / "anchors.git", remote.environment(), timeout)
    clone.heal()
    ref = f"refs/heads/{branch}" if branch else "HEAD"
    if not _fetched(clone, f"+{ref}:{TIP}"):
        return Past()
    first = line_of(clone.git, TIP)[-1]
    root = root_of(clone.git, first.commit)
    past = Past(anchors(clone.git, TIP), root, first.at)
    if not archive or root is None or not root.archive.startswith(ARCHIVES):
        return past
    if not _fetched(clone, f"+{root.archive}:{root.archive}"):
        return replace(past, root=replace(root, archived=""))
    known = (*past.anchors, *anchors(clone.git, root.archive))
    return Past(known, replace(root, archived=_tree_in(clone.git, root)), first.at)


def _fetched(clone: PrivateClone, refs: str) -> bool:
    options = ("--quiet", "--no-tags", "--filter=tree:0", "--no-write-fetch-head")
    answer = clone.git.attempt("fetch", *options, NAME, refs)
    if answer.code and MISSING in answer.err:
        return False
    if answer.code:
        trouble = trouble_of(answer.err)
        raise CannotReach("the history of the state branch", trouble.reason, f"{trouble.mend}.")
    return True


def root_of(git: Git, first: str) -> Root | None:
    """Read what the first commit of a line claims to stand for; None where it claims nothing."""
    said = git.run("log", "-1", f"--format={ROOT}", first).decode(errors="replace")
    commit, tree, claim, archive = (part.strip() for part in said.split(FIELD))
    if not claim:
        return None
    read = compaction.parse_trailer(claim, tree)
    return Root(f"commit {commit[:SHORT]}", read, tree, archive)


def _tree_in(git: Git, root: Root) -> str:
    """Give the tree of the last squashed commit as the archive has it; "" where it has not."""
    if root.claim is None:
        return ""
    listed = git.text("log", "--first-parent", "--format=%H %T", root.archive, "--")
    trees = dict(row.split() for row in listed.splitlines())
    return trees.get(root.claim.cut, "")


def anchors(git: Git, ref: str) -> tuple[Anchor, ...]:
    """Read as many commits as the clone has, newest first; a missing branch has none."""
    if git.attempt("rev-parse", "--quiet", "--verify", f"{ref}^{{commit}}").code:
        return ()
    listed = git.run("log", f"--format={FORMAT}%x1e", ref, "--").decode(errors="replace")
    return tuple(_anchors(listed))


def _anchors(listed: str) -> Iterator[Anchor]:
    for record in listed.split(COMMIT):
        commit, _, trailers = record.strip("\n").partition(FIELD)
        written, _, signature = trailers.partition(FIELD)
        head = parse_head(written)
        if head:
            yield Anchor(head, f"commit {commit[:SHORT]}", signature.strip())
