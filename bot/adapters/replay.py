"""Runs the same operations on an ever newer state until a compare-and-swap takes the result."""

from collections.abc import Callable
from typing import Protocol

from bot.adapters.patience import Pace
from bot.adapters.trouble import RACE, Trouble
from bot.ports.store import Receipt
from bot.words.count import plural


class Troubled(Exception):
    """One step failed; the trouble says whether another try may do better."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.reason)
        self.trouble = trouble


class GaveUp(Exception):
    def __init__(self, trouble: Trouble, tries: int, waited: float) -> None:
        self.trouble, self.tries, self.waited = trouble, tries, waited
        self.reason = trouble.reason
        if trouble.again:
            count = plural(tries, "try", "tries")
            last = f"the last because {trouble.reason}"
            self.reason = f"{count} over {waited:.0f} s failed, {last}"
        super().__init__(self.reason)


class Branch(Protocol):
    """Commits are known by their ids; "" is a branch that does not exist yet."""

    def newest(self) -> str:
        """Ask the remote; Troubled when it does not say."""

    def move(self, base: str, commit: str) -> None:
        """Put the branch from one commit to another; Troubled when it is elsewhere by now."""


def replay(
    branch: Branch, build: Callable[[str], str | None], known: str | None, pace: Pace
) -> Receipt:
    """Begin on a commit that is known already, then on whatever is newest.

    `build` runs the operations on a commit and gives the new one, or None where nothing changes.
    """
    base, sent = known, None
    for tries, paused, elapsed in pace.attempts():
        try:
            base = branch.newest() if base is None else base
            if base == sent:  # it arrived after all; only the answer was lost
                break
            sent = build(base)
            if sent is None:
                return Receipt(base, changed=False, tries=tries)
            branch.move(base, sent)
            break
        except Troubled as failed:
            base, trouble = None, failed.trouble
            racing = trouble == RACE
            if not trouble.again or pace.patience.ends(tries, paused, elapsed, racing=racing):
                raise GaveUp(trouble, tries, paused) from None
    pace.arrived()
    return Receipt(sent or "", changed=True, tries=tries)


def newest(branch: Branch, pace: Pace) -> str:
    """Only ask where a branch is, with the patience of a writer."""
    return replay(branch, _unchanged, None, pace).head


def _unchanged(base: str) -> None:
    del base
