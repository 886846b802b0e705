"""Holds: what keeps an agent or a class down, each under its own cause.

Adding holds joins them: in any order, any number of times, the same stage comes out and never a
more daring one. A human act lifts holds, but only those whose sequence is below its own: a hold
that was added or renewed since the human looked outlives the act.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

from bot.state.documents import AnyJson, Moment, Part
from bot.words import instant
from bot.words.canonical import Json, encode
from bot.words.stage import RANK, Stage


class Hold(Part):
    """`since` is when the deciding cause arose, `renewed` when any under this name last did."""

    stage: Stage
    since: Moment
    renewed: Moment
    reason: str
    by: str
    sequence: int
    evidence: AnyJson = None


Holds: TypeAlias = Mapping[str, Hold]


def hold(
    stage: Stage, since: datetime, reason: str, by: str, sequence: int, evidence: Json = None
) -> Hold:
    at = instant.render(since)
    return Hold(
        stage=stage,
        since=at,
        renewed=at,
        reason=reason,
        by=by,
        sequence=sequence,
        evidence=evidence,
    )


def add(holds: Holds, cause: str, new: Hold) -> Holds:
    """Add a hold; `new.sequence` counts only where the cause is new or arose again."""
    old = holds.get(cause)
    if old is None:
        return {**holds, cause: new}
    winner = min(old, new, key=_order)
    again = new.renewed > old.renewed or winner is not old
    sequence = new.sequence if again else old.sequence
    renewed = max(old.renewed, new.renewed)
    return {**holds, cause: winner.model_copy(update={"renewed": renewed, "sequence": sequence})}


def lift(holds: Holds, stage: Stage, lifted: Collection[Stage] = tuple(Stage)) -> Holds:
    """Drop what would keep anybody below the stage, as far as it is of the lifted ones."""
    return {
        cause: hold
        for cause, hold in holds.items()
        if RANK[hold.stage] >= RANK[stage] or hold.stage not in lifted
    }


def next_sequence(last_act: int, holds: Holds) -> int:
    """Give the sequence of the next change.

    An act with a lower one is spent: it was done before, or has not seen all that holds now.
    """
    return 1 + max([last_act, *(hold.sequence for hold in holds.values())])


def safest(holds: Iterable[Hold]) -> Hold:
    """Choose the hold that decides; of equals the oldest, so that the order never matters."""
    return min(holds, key=_order)


def _order(hold: Hold) -> tuple[int, str, str, str, bytes]:
    return RANK[hold.stage], hold.since, hold.reason, hold.by, encode(hold.evidence)
