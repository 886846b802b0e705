"""What one look at the fleet gives, and what it must remember of the looks before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.decisions.decision import Decision
from bot.decisions.finding import Finding
from bot.state.decisions import Decisions
from bot.state.strategies import Strategies, Strategy
from bot.words.instant import render


@dataclass(frozen=True, slots=True)
class Memory:
    """The two documents that carry hysteresis from look to look."""

    decisions: Decisions = field(default_factory=Decisions)
    strategies: Strategies = field(default_factory=Strategies)


@dataclass(frozen=True, slots=True)
class BreachAct:
    """What a fall of the portfolio does, to the whole fleet at once.

    `at` is the end of the hour that was judged: the fold measures the next fall from there.
    `newest` names who was promoted or scaffolded within the lookback, and when.
    """

    at: datetime
    drawdown_bps: float
    limit_bps: float
    findings: tuple[Finding, ...]
    newest: Mapping[str, datetime]
    killed: tuple[str, ...] = ()
    quarantined: tuple[str, ...] = ()
    demoted: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    pauses: bool = False

    @property
    def cause(self) -> str:
        return f"breach/{render(self.at)}"


@dataclass(frozen=True, slots=True)
class ClassVerdict:
    """`strategy` is what is remembered of the class from now on."""

    name: str
    strategy: Strategy
    findings: tuple[Finding, ...] = ()
    newly_killed: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    decisions: Mapping[str, Decision]
    classes: Mapping[str, ClassVerdict]
    breach: BreachAct | None
    memory: Memory
