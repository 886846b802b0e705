"""What it takes to undo a merged pull request, as plain data: made by git, told in words here."""

from dataclasses import dataclass
from enum import StrEnum


class Manner(StrEnum):
    """CLEAN is git's own revert; SETTLED went back where later edits lie on the same lines.

    NOTHING is left to undo, or a person has to do it BY_HAND; neither has a commit. HELD: the
    branch carries a person's commits and was left alone.
    """

    CLEAN = "clean"
    SETTLED = "settled"
    NOTHING = "nothing"
    BY_HAND = "by_hand"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Reversal:
    """`sha` is the head of the branch that undoes it, `commits` what it undoes, newest first.

    `paths` is what it changes on the base branch, `settled` those of them where later edits of the
    same lines are undone as well, `lowered` those that were kept safer than they had been.
    `commands` are for a person's shell.
    """

    manner: Manner
    sha: str = ""
    merged_as: str = ""
    commits: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    lowered: tuple[str, ...] = ()
    why: str = ""
    commands: tuple[str, ...] = ()

    @property
    def has_commit(self) -> bool:
        return self.manner in (Manner.CLEAN, Manner.SETTLED)
