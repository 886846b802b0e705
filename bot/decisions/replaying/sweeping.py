"""How measures of a replay move with one number, and where they hang on a hair of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.decisions.replaying.result import Result
from bot.decisions.replaying.weighing import Verdict, Weighed, weighed
from bot.words.canonical import Json
from bot.words.stage import MAY_TRADE, Stage

WATCHED = ("PnL", "drawdown")
HALF = 0.5
FEWEST = 4  # values: between fewer, every step is a large one


@dataclass(frozen=True, slots=True)
class Point:
    """What came of one value."""

    value: float
    result: Result

    def wire(self) -> dict[str, Json]:
        ends = list(self.result.stages.values())
        return {
            "value": self.value,
            "decisions": len(self.result.decisions),
            "breaches": len(self.result.breaches),
            "killed": ends.count(Stage.KILLED),
            "retired": ends.count(Stage.RETIRED),
            "trading": sum(stage in MAY_TRADE for stage in ends),
            "portfolio": self.result.portfolio.wire(),
        }


@dataclass(frozen=True, slots=True)
class Edge:
    """A step between neighbours that is no noise, and more than half of all that a measure moves.

    `own` tells that the policy's own number lies on it.
    """

    low: float
    high: float
    measure: Weighed
    own: bool

    def wire(self) -> dict[str, Json]:
        return {"low": self.low, "high": self.high, "own": self.own, **self.measure.wire()}


@dataclass(frozen=True, slots=True)
class Sweep:
    """`own` is the number that the policy has; points are in the order of their values."""

    key: str
    own: float
    points: Sequence[Point]
    edges: Sequence[Edge]

    def wire(self) -> dict[str, Json]:
        return {
            "v": 1,
            "key": self.key,
            "own": self.own,
            "points": [one.wire() for one in self.points],
            "knife_edges": [one.wire() for one in self.edges],
        }


def swept(key: str, own: float, points: Sequence[Point]) -> Sweep:
    return Sweep(key, own, points, list(_edges(own, points)))


def _edges(own: float, points: Sequence[Point]) -> Iterator[Edge]:
    if len(points) < FEWEST:
        return
    steps = [
        (old.value, new.value, {one.name: one for one in weighed(old.result, new.result)})
        for old, new in pairwise(points)
    ]
    for name in WATCHED:
        span = _span([one for _, _, found in steps for one in (found[name],)])
        for low, high, found in steps:
            change = found[name].change
            if change is not None and span and abs(change) > HALF * span and _is_real(found[name]):
                yield Edge(low, high, found[name], low <= own <= high)


def _is_real(one: Weighed) -> bool:
    return one.verdict in (Verdict.BETTER, Verdict.WORSE)


def _span(steps: Sequence[Weighed]) -> float:
    """Give how far a measure moves over the whole sweep."""
    found = [steps[0].before, *(one.after for one in steps)]
    known = [one for one in found if one is not None]
    return max(known) - min(known) if known else 0.0


def spaced(low: float, high: float, steps: int, *, whole: bool) -> list[float]:
    """Give values at equal distances, each once; whole ones where the number is a count."""
    apart = [low + (high - low) * number / (steps - 1) for number in range(steps)]
    return sorted({float(round(one)) if whole else float(f"{one:.6g}") for one in apart})
