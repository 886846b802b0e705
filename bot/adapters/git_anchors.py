"""Heads of the audit record that the commits of the state branch vouch for."""

from collections.abc import Iterator
from pathlib import Path

from bot.adapters.git import Git
from bot.adapters.private_clone import TIP, PrivateClone
from bot.adapters.remote import NAME, Remote
from bot.adapters.state_branch import MISSING
from bot.adapters.trouble import trouble_of
from bot.errors import CannotReach
from bot.state.audit.head import SIGNATURE, TRAILER, Anchor, parse_head

SHORT = 12
FIELD, COMMIT = "\x1f", "\x1e"
FORMAT = "%x1f".join(
    ["%H", *(f"%(trailers:key={key},valueonly,separator=%x20)" for key in (TRAILER, SIGNATURE))]
)


def fetched_anchors(
    remote: Remote, branch: str, folder: Path, timeout: float = 120.0
) -> tuple[Anchor, ...]:
    """Read the whole history of a remote's branch, bringing its commits but none of its files."""
    clone = PrivateClone(folder / "anchors.git", remote.environment(), timeout)
    clone.heal()
    ref = f"refs/heads/{branch}" if branch else "HEAD"
    options = ("--quiet", "--no-tags", "--filter=tree:0", "--no-write-fetch-head")
    answer = clone.git.attempt("fetch", *options, NAME, f"+{ref}:{TIP}")
    if answer.code and MISSING in answer.err:
        return ()
    if answer.code:
        trouble = trouble_of(answer.err)
        raise CannotReach("the history of the state branch", trouble.reason, f"{trouble.mend}.")
    return anchors(clone.git, TIP)


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
