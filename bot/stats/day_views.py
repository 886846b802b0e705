"""The views of a day: what was received, and how prob_up compares with what came."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from bot.events.signal import Direction, Signal
from bot.ledger.settlements import Settlement, Status
from bot.stats.calibration import tenth
from bot.stats.tally import Bins, Sum, ViewTally, fine

Outcome: TypeAlias = tuple[float, bool]  # what was said to be likely, and whether it came


def view_tally(signals: Sequence[Signal], refused: int, outcomes: Sequence[Outcome]) -> ViewTally:
    squares = [(said - came) ** 2 for said, came in outcomes]
    return ViewTally(
        signals=len(signals),
        complete=sum(map(is_complete, signals)),
        refused=refused,
        brier=Sum(len(squares), fine(squares)),
        bins=_bins(outcomes),
    )


def is_complete(signal: Signal) -> bool:
    """Tell whether a view says all it can; the fingerprint says who speaks, and may be absent."""
    said = (signal.prob_up, signal.confidence, signal.score_final, signal.regime)
    return None not in said


def outcomes(
    rows: Iterable[Settlement], given: Mapping[str, Signal], primary: int
) -> list[Outcome]:
    """Compare prob_up with where the price went; one that ended where it began went nowhere."""
    found = []
    for row in rows:
        signal = given.get(row.signal_id)
        moved = row.gross_bps if row.status == Status.SETTLED else None
        if signal and signal.prob_up is not None and row.horizon_hours == primary and moved:
            found.append((signal.prob_up, (moved > 0) == (row.direction == Direction.LONG)))
    return found


def _bins(outcomes: Iterable[Outcome]) -> Bins:
    groups: dict[int, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(tenth(one[0]), []).append(one)
    return {number: _bin(groups[number]) for number in sorted(groups)}


def _bin(group: Sequence[Outcome]) -> tuple[int, float, int]:
    return len(group), fine(said for said, _ in group), sum(came for _, came in group)
