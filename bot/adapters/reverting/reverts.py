"""Reverts made in a bare clone of the bot's own and pushed by compare-and-swap."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bot.adapters.files import empty_folder, locked
from bot.adapters.git import Git
from bot.adapters.private_clone import PrivateClone, Signature
from bot.adapters.remote import Remote
from bot.adapters.reverting.by_hand import commands
from bot.adapters.reverting.looking import HEADS, WHAT, Seen, look
from bot.adapters.reverting.objects import changed, merge, tree_of
from bot.adapters.reverting.span import Span, Unclear, find_span
from bot.adapters.reverting.undoing import Mender, Undone, undo
from bot.adapters.trouble import RACE, trouble_of
from bot.effects.reversal import Manner, Reversal
from bot.effects.rollback import branch_of
from bot.errors import CannotReach, CannotRunGit
from bot.ports.reverts import Merged

TRIES = 5
TRAILER = "Governor-Rollback"


class GitReverts:
    def __init__(
        self,
        remote: Remote,
        folder: Path,
        signature: Signature,
        menders: Mapping[str, Mender],
        timeout: float = 300.0,
    ) -> None:
        environment = {**remote.environment(), **signature.environment()}
        self._clone = PrivateClone(folder / "reverts.git", environment, timeout)
        self._folder, self._signature, self._menders = folder, signature, menders

    def prepare(self, merged: Merged) -> Reversal:
        with self._alone():
            return self._made(merged, look(self._clone, merged))

    def publish(self, merged: Merged) -> Reversal:
        with self._alone():
            for _ in range(TRIES):
                seen = look(self._clone, merged)
                made = self._made(merged, seen)
                placed = self._placed(merged, made, seen) if made.has_commit else made
                if placed:
                    return placed
        reason = f"{branch_of(merged.number)} was moved by another writer {TRIES} times"
        raise CannotReach(WHAT, reason, "Run the same command again.")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Work where nobody else does; a clone that git fails in is made anew next time."""
        with locked(self._folder / "lock"):
            empty_folder(self._folder / "scratch")
            self._clone.heal()
            try:
                yield
            except CannotRunGit:
                self._clone.discard()
                raise

    def _made(self, merged: Merged, seen: Seen) -> Reversal:
        git = self._clone.git
        span = find_span(git, merged, seen.base)
        if isinstance(span, Unclear):
            return _by_hand(merged, span, None)
        dated = _at(git, span.last)
        undone = undo(dated, span, seen.base, self._menders, self._folder / "scratch")
        if isinstance(undone, Unclear):
            return _by_hand(merged, undone, span)
        return self._reversal(dated, merged, span, undone, seen.base)

    def _reversal(
        self, git: Git, merged: Merged, span: Span, undone: Undone, base: str
    ) -> Reversal:
        about = Reversal(
            Manner.SETTLED if undone.settled else Manner.CLEAN,
            merged_as=span.merged_as,
            commits=span.commits,
            paths=changed(git, base, undone.tree),
            settled=undone.settled,
            lowered=undone.lowered,
        )
        if not about.paths:
            return replace(about, manner=Manner.NOTHING, settled=(), why=_nothing(undone))
        message = _message(merged, span)
        sha = git.text("commit-tree", undone.tree, "-p", base, stdin=message.encode())
        return replace(about, sha=sha)

    def _placed(self, merged: Merged, made: Reversal, seen: Seen) -> Reversal | None:
        """Put it where the branch was seen; None says that somebody else was faster."""
        if seen.branch and not self._is_own(merged, seen):
            why = f"{branch_of(merged.number)} has commits of a person, which stay"
            return replace(made, manner=Manner.HELD, sha=seen.branch, why=why)
        if seen.branch == made.sha or self._still_does(made, seen):
            return replace(made, sha=seen.branch)
        branch = branch_of(merged.number)
        answer = self._clone.push(made.sha, HEADS + branch, seen.branch)
        if not answer.code:
            return made
        trouble = trouble_of(f"{answer.text}\n{answer.err}", racing=True)
        if trouble == RACE:
            return None
        mend = trouble.mend if trouble.again else f"Let the bot's account push {branch}"
        raise CannotReach(WHAT, trouble.reason, f"{mend}.")

    def _is_own(self, merged: Merged, seen: Seen) -> bool:
        """Tell by who committed last: a person who adds, amends or rebases is somebody else."""
        wanted = f"{self._signature.email}\0{merged.number}"
        form = f"--format=%ce%x00%(trailers:key={TRAILER},valueonly)"
        return self._clone.git.text("log", "-1", form, seen.branch) == wanted

    def _still_does(self, made: Reversal, seen: Seen) -> bool:
        if not seen.branch:
            return False
        git = self._clone.git
        again = merge(git, seen.base, seen.branch)
        return not again.conflicts and again.tree == tree_of(git, made.sha)


def _at(git: Git, commit: str) -> Git:
    """Let commits bear the time of that one, so that they are the same whenever they are made."""
    at = git.text("log", "-1", "--format=%ct", commit)
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"@{at} +0000")
    return replace(git, environment={**git.environment, **dates})


def _message(merged: Merged, span: Span) -> str:
    lines = [f"This reverts commit {one}." for one in span.commits]
    if span.merged_as == "merge":
        lines = [f"This reverts commit {span.last},\nreversing changes made to {span.before}."]
    subject = f"Revert pull request #{merged.number}"
    return "\n".join([subject, "", *lines, "", f"{TRAILER}: {merged.number}", ""])


def _nothing(undone: Undone) -> str:
    if undone.lowered:
        return "what stands now is safer than what stood before it"
    if undone.settled:
        return "the files that it changed are gone"
    return "nothing of it is left: it was undone already"


def _by_hand(merged: Merged, unclear: Unclear, span: Span | None) -> Reversal:
    todo = commands(merged, branch_of(merged.number), span)
    known = (span.merged_as, span.commits) if span else ("", ())
    return Reversal(Manner.BY_HAND, "", *known, why=unclear.why, commands=todo)
