"""A replay, whole: what was decided, what the book made of it, what the ledger says."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.decisions.replaying.engine import Stage as Setting
from bot.decisions.replaying.engine import replay
from bot.decisions.replaying.outcome import VERSION, BookHour, Decided, Looked
from bot.decisions.replaying.portfolio import Portfolio, portfolio
from bot.policy.policy import Policy
from bot.stats.curve import BPS
from bot.words.canonical import Json
from bot.words.instant import HOUR, render
from bot.words.stage import MAY_TRADE, Stage

DIGITS = 6

OnLook = Callable[[], None]


def quiet() -> None:
    """Say nothing of a look."""


@dataclass(frozen=True, slots=True)
class Result:
    """`stages` is where each agent stood at the end; `looks` counts how often they were judged."""

    policy: Policy
    looks: int
    decisions: Sequence[Decided]
    hours: Sequence[BookHour]
    stages: Mapping[str, Stage]
    breaches: Sequence[datetime]
    portfolio: Portfolio

    def summary(self) -> dict[str, Json]:
        verbs = Counter(one.decision.verb.value for one in self.decisions if one.before is not None)
        return {
            "v": VERSION,
            "policy_digest": self.policy.digest,
            "looks": self.looks,
            "decisions": dict(sorted(verbs.items())),
            "breaches": [render(moment) for moment in self.breaches],
            "stages": dict(sorted(self.stages.items())),
            "risen": _risen(self.decisions),
            "portfolio": self.portfolio.wire(),
        }


@dataclass(slots=True)
class Collecting:
    """What a replay has given so far; an hour that is told again counts as it was told last."""

    looks: int = 0
    hours: dict[datetime, BookHour] = field(default_factory=dict)
    decisions: list[Decided] = field(default_factory=list)
    stages: dict[str, Stage] = field(default_factory=dict)
    breaches: list[datetime] = field(default_factory=list)

    def hear(self, hour: BookHour) -> None:
        self.hours[hour.at] = hour

    def take(self, looked: Looked) -> None:
        self.looks += 1
        self.decisions += looked.news
        for name, one in looked.judgement.decisions.items():
            self.stages[name] = one.stage
        if looked.breach is not None and looked.breach.at not in self.breaches:
            self.breaches.append(looked.breach.at)

    def result(self, policy: Policy, since: datetime) -> Result:
        """Measure the book from `since` on."""
        book = [self.hours[at] for at in sorted(self.hours) if at >= since]
        measured = portfolio(book, policy.governor.replay)
        return Result(
            policy, self.looks, self.decisions, book, self.stages, self.breaches, measured
        )


def play(setting: Setting, since: datetime, on_look: OnLook = quiet) -> Result:
    """Replay, and measure the book from `since` on."""
    collecting = Collecting()
    for looked in replay(setting, collecting.hear):
        collecting.take(looked)
        on_look()
    return collecting.result(setting.policy, since)


def equity_lines(hours: Sequence[BookHour]) -> Iterator[dict[str, Json]]:
    """Say at the end of each hour where the book stood, and what was in force in it."""
    for one in hours:
        yield {
            "v": VERSION,
            "at": render(one.at + HOUR),
            "equity_bps": round(BPS * (one.equity - 1.0), DIGITS) + 0.0,
            "drawdown_bps": round(one.drawdown_bps, DIGITS) + 0.0,
            "gross": round(one.gross, DIGITS) + 0.0,
            "cash": round(1.0 - one.gross, DIGITS) + 0.0,
            "bps": round(one.bps, DIGITS) + 0.0,
            "cost_bps": round(one.cost_bps, DIGITS) + 0.0,
            "regime": one.regime,
        }


def _risen(decisions: Sequence[Decided]) -> dict[str, Json]:
    """Name the moment at which each agent first reached each stage in which it may trade."""
    first: dict[str, dict[str, str]] = {}
    for one in decisions:
        stage = one.decision.stage
        if stage in MAY_TRADE:
            first.setdefault(one.agent, {}).setdefault(stage.value, render(one.at))
    return {name: first[name] for name in sorted(first)}
