"""What the latest signals say of the regime, and which of them are nobody's."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.events.signal import Signal
from bot.stats.hypotheses import Owners
from bot.stats.inputs import Inputs
from bot.words.instant import DAY, HOUR, day_of

Said: TypeAlias = tuple[Sequence[datetime], Sequence[str | None]]
RegimesOf: TypeAlias = Callable[[Owners, datetime, int], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Votes:
    """`regimes` counts what hypotheses said; `strays` counts by agent what belongs to none."""

    regimes: Mapping[str, int]
    strays: Mapping[str, int]


def votes(inputs: Inputs, owners: Owners, now: datetime, hours: int) -> Votes:
    regimes: Counter[str] = Counter()
    strays: Counter[str] = Counter()
    for signal in _since(inputs, now - timedelta(hours=hours), now):
        if owners.of_signal(signal) is None:
            strays[signal.agent] += 1
        elif signal.regime is not None:
            regimes[signal.regime] += 1
    return Votes(dict(sorted(regimes.items())), dict(sorted(strays.items())))


def kept_regimes(every: Inputs) -> RegimesOf:
    """Count only the regimes, and remember whose the signals of a day are.

    `every` knows all signals there will ever be, in order: one that is still to come has no vote.
    """
    kept: dict[str, tuple[Owners, Said]] = {}

    def said(day: str, owners: Owners) -> Said:
        if day not in kept or kept[day][0] is not owners:
            kept[day] = owners, _said(every, day, owners)
        return kept[day][1]

    def regimes(owners: Owners, now: datetime, hours: int) -> Mapping[str, int]:
        start, found = now - timedelta(hours=hours), Counter[str | None]()
        days = _days(start, now)
        for day in days:
            moments, each = said(day, owners)
            found.update(each[bisect_right(moments, start) : bisect_right(moments, now)])
        for old in kept.keys() - set(days):
            del kept[old]
        return {name: found[name] for name in sorted(filter(None, found))}

    return regimes


def _said(every: Inputs, day: str, owners: Owners) -> Said:
    signals = every.signals(day)
    regimes = [one.regime if owners.of_signal(one) is not None else None for one in signals]
    return [one.received_at for one in signals], regimes


def newest_price(inputs: Inputs, now: datetime) -> datetime | None:
    """Give the end of the newest hour that has a price, of the last two days."""
    hours = [hour for day in _days(now - DAY, now) for hour in inputs.prices(day)]
    return max(hours) + HOUR if hours else None


def _since(inputs: Inputs, start: datetime, now: datetime) -> Iterator[Signal]:
    for day in _days(start, now):
        yield from (one for one in inputs.signals(day) if start < one.received_at <= now)


def _days(start: datetime, end: datetime) -> list[str]:
    count = (end.date() - start.date()).days
    return [day_of(start + number * DAY) for number in range(count + 1)]
