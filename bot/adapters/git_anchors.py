"""Heads of the audit record that the commits of the state branch vouch for."""

from collections.abc import Iterator

from bot.adapters.git import Git
from bot.state.audit.head import SIGNATURE, TRAILER, Anchor, parse_head

SHORT = 12
FIELD, COMMIT = "\x1f", "\x1e"
FORMAT = "%x1f".join(
    ["%H", *(f"%(trailers:key={key},valueonly,separator=%x20)" for key in (TRAILER, SIGNATURE))]
)


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
