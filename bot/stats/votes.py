"""What the latest signals say of the regime, and which of them are nobody's."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.events.signal import Signal
from bot.stats.hypotheses import Owners
from bot.stats.inputs import Inputs
from bot.words.instant import DAY, HOUR, day_of


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
