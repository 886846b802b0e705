"""What a replay gives: changed decisions, an hour of the book at a time, and how it ended."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.decisions.decision import Decision
from bot.decisions.judgement import BreachAct, Judgement
from bot.decisions.recorded import of_branches
from bot.stats.book import InForce
from bot.words.canonical import Json
from bot.words.instant import render
from bot.words.stage import Stage

VERSION = 1

Again = Callable[[Collection[str]], Mapping[str, Decision]]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that is news; `before` is the stage until then, None at the very first look."""

    at: datetime
    agent: str
    before: Stage | None
    decision: Decision

    def wire(self) -> dict[str, Json]:
        one = self.decision
        return {
            "v": VERSION,
            "at": render(self.at),
            "agent": self.agent,
            "from": self.before,
            "to": one.stage,
            "asks": one.asks,
            "decision": one.verb,
            "why": one.why,
            "findings": of_branches(one.tree),
        }


@dataclass(frozen=True, slots=True)
class BookHour:
    """What the book made in the hour that began at `at`, and where that left it."""

    at: datetime
    bps: float
    cost_bps: float
    gross: float
    equity: float
    drawdown_bps: float
    regime: str | None
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Looked:
    """One look: who was decided anew. `again` decides others too, until the next look is made."""

    at: datetime
    news: Sequence[Decided]
    judgement: Judgement
    line: InForce
    again: Again

    @property
    def breach(self) -> BreachAct | None:
        return self.judgement.breach
