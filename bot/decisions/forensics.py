"""What the worst trades have in common, tested against the same agents' other trades."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.policy.risk import Forensics
from bot.stats.discovery import adjusted
from bot.stats.forensics import Case
from bot.stats.permutation import Comparison, compare, place

FLEET = ""

Feature: TypeAlias = Callable[[Case, Forensics], float | None]
Bets: TypeAlias = Mapping[str, Sequence[Case]]  # of each agent, one a day
Values: TypeAlias = Mapping[str, float | None]  # of cases, by signal

Row: TypeAlias = tuple[str, str, Comparison | None]


class Verdict(StrEnum):
    SUPPORTED = "supported"
    NOT_SUPPORTED = "not supported"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Answer:
    """One hypothesis about one agent, or about the fleet as a whole (`agent` is FLEET).

    `q` is the chance of a false discovery that counting this one as found takes, over all tests of
    the examination; `why` says what is missing where nothing can be found.
    """

    agent: str
    hypothesis: str
    verdict: Verdict
    comparison: Comparison | None = None
    q: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    worst: tuple[Case, ...]
    tests: tuple[Answer, ...]


def examine(cases: Iterable[Case], terms: Forensics) -> Examined:
    """Rank the worst losses, and test every hypothesis on the agents that made them."""
    every = tuple(cases)
    losses = sorted((one for one in every if one.net_bps < 0.0), key=_order)
    worst = tuple(losses[: terms.worst])
    return Examined(worst, tuple(_judged(_compared(_bets(every), worst, terms), terms)))


def _bets(cases: Iterable[Case]) -> Bets:
    """Take one bet a day, its worst trade: trades of one day overlap and share one market."""
    days: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        days.setdefault((case.trade.agent, case.trade.day), []).append(case)
    bets: dict[str, list[Case]] = {}
    for (agent, _), own in sorted(days.items()):
        bets.setdefault(agent, []).append(min(own, key=_order))
    return bets


def _compared(bets: Bets, worst: Sequence[Case], terms: Forensics) -> Iterator[Row]:
    """Compare for the fleet, then for each agent that made one of the worst trades."""
    bad = {case.trade.signal_id for case in worst}
    fleet = list(_fleet_days(bets))
    for hypothesis, feature in FEATURES.items():
        standing = _standing(bets, feature, terms)
        yield FLEET, hypothesis, _compare(fleet, bad, standing)
    for agent in sorted({case.trade.agent for case in worst}):
        for hypothesis, feature in FEATURES.items():
            values = {case.trade.signal_id: feature(case, terms) for case in bets[agent]}
            yield agent, hypothesis, _compare(bets[agent], bad, values)


def _compare(bets: Sequence[Case], bad: AbstractSet[str], values: Values) -> Comparison | None:
    known = [
        (case.trade.signal_id in bad, value)
        for case in bets
        if (value := values.get(case.trade.signal_id)) is not None
    ]
    chosen, rest = ([value for is_bad, value in known if is_bad is side] for side in (True, False))
    return compare(chosen, rest)


def _fleet_days(bets: Bets) -> Iterator[Case]:
    """Take one bet a day of the whole fleet: a storm is one storm, however many it hits."""
    days: dict[str, list[Case]] = {}
    for own in bets.values():
        for case in own:
            days.setdefault(case.trade.day, []).append(case)
    for day in sorted(days):
        yield min(days[day], key=_order)


def _standing(bets: Bets, feature: Feature, terms: Forensics) -> Values:
    """Say where each bet stands among its own agent's: a slow agent is slow every day."""
    found: dict[str, float | None] = {}
    for own in bets.values():
        values = {case.trade.signal_id: feature(case, terms) for case in own}
        known = sorted(value for value in values.values() if value is not None)
        for signal_id, value in values.items():
            found[signal_id] = None if value is None else place(value, known)
    return found


def _judged(compared: Iterable[Row], terms: Forensics) -> Iterator[Answer]:
    found = [(*row, _missing(row[2], terms)) for row in compared]
    testable = [one for _, _, one, why in found if one is not None and not why]
    discoveries = iter(adjusted([one.p for one in testable]))
    for agent, hypothesis, comparison, why in found:
        if comparison is None or why:
            yield Answer(agent, hypothesis, Verdict.INCONCLUSIVE, comparison, why=why)
        else:
            q = next(discoveries)
            shown = Verdict.SUPPORTED if q <= terms.significance else Verdict.NOT_SUPPORTED
            yield Answer(agent, hypothesis, shown, comparison, q)


def _missing(found: Comparison | None, terms: Forensics) -> str:
    """Say what a comparison lacks; one that cannot show anything is not held against the others."""
    if found is None:
        return "not known of the worst trades, or of no other"
    if found.rest < terms.min_trades:
        return f"{found.rest} other days to compare with, {terms.min_trades} are needed"
    if found.least_p > terms.significance:
        return f"so few days cannot show less than chance {found.least_p:.2g}"
    return ""


def _regime_mismatch(case: Case, _: Forensics) -> float | None:
    return None if case.mismatched is None else float(case.mismatched)


def _symbol_shock(case: Case, terms: Forensics) -> float | None:
    return _at_least(case.symbol_turbulence, terms.shock_sigma)


def _market_shock(case: Case, terms: Forensics) -> float | None:
    return _at_least(case.market_turbulence, terms.shock_sigma)


def _sticky_confidence(case: Case, terms: Forensics) -> float | None:
    return _at_least(case.sticky, terms.sticky_share)


def _slow_run(case: Case, _: Forensics) -> float | None:
    return case.run.latency_ms if case.run else None


def _costly_run(case: Case, _: Forensics) -> float | None:
    return case.run.cost_usd if case.run else None


def _at_least(value: float | None, limit: float) -> float | None:
    return None if value is None else float(value >= limit)


FEATURES: Mapping[str, Feature] = {
    "regime_mismatch": _regime_mismatch,
    "symbol_shock": _symbol_shock,
    "market_shock": _market_shock,
    "sticky_confidence": _sticky_confidence,
    "slow_run": _slow_run,
    "costly_run": _costly_run,
}


def _order(case: Case) -> tuple[float, str]:
    return case.net_bps, case.trade.signal_id
