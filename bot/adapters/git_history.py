"""Old commits of the state branch made one, and the branch moved there by compare-and-swap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path

from bot.adapters.files import locked
from bot.adapters.git import Answer
from bot.adapters.git_anchors import fetched_past
from bot.adapters.git_line import Link, line_of, relaid
from bot.adapters.git_tree import GitTree
from bot.adapters.private_clone import TIP, PrivateClone, Signature
from bot.adapters.remote import NAME, Remote
from bot.adapters.state_branch import HEADS, MISSING
from bot.adapters.trouble import RACE, trouble_of
from bot.errors import CannotReach, Refused
from bot.ports.history import Past, Squash
from bot.ports.store import Stamp
from bot.state.audit import compaction
from bot.state.audit.compaction import ARCHIVES, Compacted
from bot.words.count import plural

SECONDS = 600.0
STALE = "(stale info)"
PARTIAL, WHOLE = "history.git", "whole.git"


@dataclass(frozen=True, slots=True)
class Signing:
    """Whose the new root is, and what every commit of the state carries."""

    signature: Signature
    stamp: Stamp


class GitHistory:
    """`folder` is this machine's own; commits and trees are brought there, files for sizes only."""

    def __init__(self, remote: Remote, branch: str, folder: Path, signing: Signing) -> None:
        self._remote, self._branch, self._folder = remote, branch, folder
        self._signing = signing
        self._ref = f"{HEADS}{branch}"

    def past(self) -> Past:
        return fetched_past(self._remote, self._branch, self._folder, SECONDS)

    def look(self, before: datetime, now: datetime, *, sized: bool = False) -> Squash | None:
        with locked(self._folder / "compact.lock"):
            clone = self._clone(WHOLE if sized else PARTIAL)
            if not self._fetched(clone, whole=sized):
                return None
            found = self._found(clone, before, now)
            if found is None or not sized:
                return found
            new = self._written(clone, found)
            sizes = [_size(clone, commit) for commit in (found.tip, new)]
            clone.discard()
            return replace(found, bytes_before=sizes[0], bytes_after=sizes[1])

    def again(self, squash: Squash) -> Squash | None:
        with locked(self._folder / "compact.lock"):
            clone = self._clone(PARTIAL)
            if not self._fetched(clone, whole=False):
                return None
            line = [one.commit for one in line_of(clone.git, TIP)]
            if squash.compacted.cut not in line:
                return None
            return replace(squash, tip=line[0], kept=line.index(squash.compacted.cut))

    def move(self, squash: Squash) -> bool:
        with locked(self._folder / "compact.lock"):
            clone = self._clone(PARTIAL)
            new = self._written(clone, squash)
            return self._pushed(clone, squash, new)

    def _clone(self, name: str) -> PrivateClone:
        clone = PrivateClone(self._folder / name, self._environment(), SECONDS)
        clone.heal()
        return clone

    def _environment(self) -> dict[str, str]:
        return {**self._remote.environment(), **self._signing.signature.environment()}

    def _fetched(self, clone: PrivateClone, *, whole: bool) -> bool:
        self._hold_apart(clone)
        options = ("--quiet", "--no-tags", "--no-write-fetch-head")
        part = () if whole else ("--filter=blob:none",)
        answer = clone.git.attempt("fetch", *options, *part, NAME, f"+{self._ref}:{TIP}")
        if answer.code and MISSING in answer.err:
            return False
        _check(answer)
        return True

    def _hold_apart(self, clone: PrivateClone) -> None:
        """Refuse a branch that people work on: it has more in it than the state."""
        answer = clone.default_ref()
        _check(answer)
        if not self._branch or answer.text.startswith(f"ref: {self._ref}\t"):
            raise Refused(
                "Cannot squash the history: the state lies on the default branch, with the work "
                "of people; give it a branch of its own (state.branch in policies/governor.yml)."
            )

    def _found(self, clone: PrivateClone, before: datetime, now: datetime) -> Squash | None:
        line = line_of(clone.git, TIP)
        kept = line[: _younger(line, before)]
        old = line[len(kept) :]
        compacted = _compacted(clone, old)
        if compacted is None:
            return None
        archive = compaction.archive_of(now, self._archives(clone))
        return Squash(compacted, line[0].commit, len(kept), archive)

    def _archives(self, clone: PrivateClone) -> list[str]:
        answer = clone.git.attempt("ls-remote", NAME, f"{ARCHIVES}*")
        _check(answer)
        return [row.split("\t")[1] for row in answer.text.splitlines()]

    def _written(self, clone: PrivateClone, squash: Squash) -> str:
        line = line_of(clone.git, squash.tip)
        kept = list(takewhile(lambda one: one.commit != squash.compacted.cut, line))
        root = self._root(clone, squash)
        new = [root, *relaid(clone.git, root, kept[::-1], self._folder / "relaid")]
        old = [squash.compacted.cut, *(one.commit for one in kept[::-1])]
        self._grafts.write_text(_grafts(new, old))
        return new[-1]

    @property
    def _grafts(self) -> Path:
        return (self._folder / "grafts").absolute()

    def _root(self, clone: PrivateClone, squash: Squash) -> str:
        """Write the one commit; the same squash of the same tip gives the same one."""
        compacted = squash.compacted
        said = {
            **compaction.trailers(compacted, squash.tip, squash.archive),
            **self._signing.stamp(GitTree(clone.git, compacted.cut)),
        }
        lines = "".join(f"{name}: {value}\n" for name, value in said.items())
        subject = f"Stand for {plural(compacted.commits, 'commit')}"
        dates = {"GIT_AUTHOR_DATE": compacted.last, "GIT_COMMITTER_DATE": compacted.last}
        text = f"{subject}\n\n{lines}".encode()
        return clone.git.text("commit-tree", compacted.tree, "-F", "-", stdin=text, extra=dates)

    def _pushed(self, clone: PrivateClone, squash: Squash, new: str) -> bool:
        """Move the branch and lay the archive down, both or neither."""
        leases = [f"--force-with-lease={self._ref}:{squash.tip}"]
        moves = [f"{new}:{self._ref}"]
        if squash.archive:
            leases.append(f"--force-with-lease={squash.archive}:")
            moves.append(f"{squash.tip}:{squash.archive}")
        options = ("--porcelain", "--no-verify", "--atomic")
        extra = {"GIT_GRAFT_FILE": str(self._grafts)}
        answer = clone.git.attempt("push", *options, *leases, NAME, *moves, extra=extra)
        if answer.code == 0:
            return True
        said = f"{answer.text}\n{answer.err}"
        trouble = trouble_of(said, racing=True)
        # Of an atomic push that is not even sent git says that the remote hung up.
        if trouble == RACE or STALE in said:
            return False
        raise Refused(f"Cannot move {self._branch}: {trouble.reason}. {trouble.mend}.")


def _younger(line: Sequence[Link], before: datetime) -> int:
    """Count what stays: a clock that was wrong once must not take younger commits along."""
    return max((number for number, one in enumerate(line, 1) if one.at >= before), default=0)


def _compacted(clone: PrivateClone, old: Sequence[Link]) -> Compacted | None:
    """Say what old commits, the newest first, become; an older squash among them counts in full."""
    if len(old) < 2:  # noqa: PLR2004 - one commit stands for itself
        return None
    cut, root = old[0], old[-1]
    said = clone.git.text(
        "log", "-1", f"--format=%(trailers:key={compaction.TRAILER},valueonly)", root.commit
    )
    earlier = compaction.parse_trailer(said, root.tree)
    first = earlier.first if earlier else root.moment
    count = len(old) - 1 + (earlier.commits if earlier else 1)
    return Compacted(count, first, cut.moment, cut.commit, cut.tree)


def _grafts(new: Sequence[str], old: Sequence[str]) -> str:
    """Let git see beside each new commit the old one of the same tree, while it pushes.

    It would fetch and send all files of the kept commits else, which the remote has.
    """
    parents = ["", *new]
    rows = zip(new, parents, old, strict=False)
    return "".join(f"{' '.join(filter(None, row))}\n" for row in rows)


def _size(clone: PrivateClone, commit: str) -> int:
    return int(clone.git.text("rev-list", "--disk-usage", "--objects", commit))


def _check(answer: Answer) -> None:
    if answer.code:
        trouble = trouble_of(answer.err)
        raise CannotReach("the history of the state branch", trouble.reason, f"{trouble.mend}.")
