"""Likeness: how often two agents say the same of the same asset in the same hour."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from bot.events.signal import Direction, Signal
from bot.ledger.signals import distinct, received_ms
from bot.ledger.symbols import asset
from bot.ledger.terms import HOUR_MS

Views: TypeAlias = Mapping[tuple[str, int], Direction]  # by asset and hour of receipt


class Agreement(NamedTuple):
    share: float
    common: int


def views_by_agent(signals: Iterable[Signal]) -> dict[str, Views]:
    """Take the last word of each hour; FLAT is no view."""
    found: dict[str, dict[tuple[str, int], Direction]] = {}
    for signal in distinct(signals):
        if signal.direction is not Direction.FLAT:
            place = asset(signal.symbol), received_ms(signal) // HOUR_MS
            found.setdefault(signal.agent, {})[place] = signal.direction
    return dict(found)


def agreement(one: Views, other: Views) -> Agreement | None:
    """Compare what both had a view on; null where that is nothing."""
    common = one.keys() & other.keys()
    if not common:
        return None
    return Agreement(sum(one[place] == other[place] for place in common) / len(common), len(common))
