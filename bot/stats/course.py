"""What stays the same while days are folded: hypotheses, the numbers of policy, past breaches."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.ledger.terms import Terms as LedgerTerms
from bot.ledger.terms import terms_of
from bot.policy.allocation import Confidence
from bot.policy.evidence import Evidence as Terms
from bot.policy.policy import Policy
from bot.stats.changes import Changes
from bot.stats.hypotheses import Owners, Table, owners
from bot.words.canonical import digest
from bot.words.instant import HOUR

FOLD = 2  # changes when the fold itself does: what it gave before is worth nothing then


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of policy that the memory rests on; `basis` is their digest."""

    terms: Terms
    floor: float
    ledger: LedgerTerms
    confidence: Confidence
    market_hours: int
    basis: str


@dataclass(frozen=True, slots=True)
class Course:
    """`closed` and `risen` say by hour what happens to hypotheses as it begins."""

    table: Table
    numbers: Numbers
    resets: frozenset[datetime]
    owners: Owners
    closed: Mapping[datetime, tuple[str, ...]]
    risen: Mapping[datetime, tuple[str, ...]]


def numbers_of(policy: Policy) -> Numbers:
    promotion, market = policy.promotion, policy.regimes.market
    hours = max(market.volatility_hours, market.trend_hours)
    return Numbers(
        terms=promotion.evidence,
        floor=promotion.demotion.cusum.floor,
        ledger=terms_of(policy),
        confidence=policy.allocation.confidence,
        market_hours=hours,
        basis=digest(
            {
                "fold": FOLD,
                "evidence": promotion.evidence.model_dump(mode="json"),
                "floor": promotion.demotion.cusum.floor,
                "costs": policy.governor.costs.model_dump(mode="json"),
                "horizon": policy.governor.primary_horizon_hours,
                "interval": policy.prices.interval,
                "confidence": policy.allocation.confidence.model_dump(mode="json"),
                "hours": hours,
            }
        ),
    )


def course_of(table: Table, numbers: Numbers, resets: Iterable[datetime] = ()) -> Course:
    closed: dict[datetime, tuple[str, ...]] = defaultdict(tuple)
    risen: dict[datetime, tuple[str, ...]] = defaultdict(tuple)
    for name, one in sorted(table.items()):
        if one.until is not None:
            closed[ceil_hour(one.until)] += (name,)
        for moment in one.rises:
            risen[ceil_hour(moment)] += (name,)
    return Course(table, numbers, frozenset(resets), owners(table), dict(closed), dict(risen))


def changes(course: Course, hour: datetime, held: Iterable[str], names: Iterable[str]) -> Changes:
    """Say what happens as an hour begins: who enters, holding something for the first time."""
    old = set(names)
    entered = tuple(name for name in held if name not in old and _is_open(course, name, hour))
    return Changes(
        entered=entered,
        closed=tuple(name for name in course.closed.get(hour, ()) if name in old),
        promoted=(
            *(name for name in course.risen.get(hour, ()) if name in old),
            *(name for name in entered if _has_risen(course, name, hour)),
        ),
    )


def _is_open(course: Course, name: str, hour: datetime) -> bool:
    until = course.table[name].until
    return until is None or hour < until


def _has_risen(course: Course, name: str, hour: datetime) -> bool:
    return any(moment <= hour for moment in course.table[name].rises)


def ceil_hour(moment: datetime) -> datetime:
    floor = moment.replace(minute=0, second=0, microsecond=0)
    return floor if floor == moment else floor + HOUR


def floor_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
