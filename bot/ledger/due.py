"""Which (signal, horizon) pairs are due at `now`, and which have to wait."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from bot.events.signal import Signal
from bot.ledger.settlements import Key
from bot.ledger.signals import SIGNS, received_ms
from bot.ledger.terms import HOUR_MS, Terms


class Pair(NamedTuple):
    signal: Signal
    horizon: int
    version: int = 1

    @property
    def sign(self) -> int:
        return SIGNS[self.signal.direction]

    @property
    def key(self) -> Key:
        return self.signal.signal_id, self.horizon


@dataclass(frozen=True, slots=True)
class Due:
    """`waiting` pairs are too young, `resting` ones failed and are not yet to be tried again."""

    pairs: tuple[Pair, ...]
    waiting: int
    resting: int


def due(
    signals: Iterable[Signal],
    closed: AbstractSet[Key],
    retry_at_ms: Mapping[Key, int],
    terms: Terms,
    now_ms: int,
) -> Due:
    pairs: list[Pair] = []
    waiting = resting = 0
    for signal in signals:
        received = received_ms(signal)
        for horizon in terms.horizons:
            key = signal.signal_id, horizon
            if key in closed:
                continue
            if ripe_ms(received, horizon, terms) > now_ms:
                waiting += 1
            elif retry_at_ms.get(key, now_ms) > now_ms:
                resting += 1
            else:
                pairs.append(Pair(signal, horizon))
    return Due(tuple(pairs), waiting, resting)


def ripe_ms(moment_ms: int, horizon: int, terms: Terms) -> int:
    """Return the earliest moment at which the exit's candle can have closed."""
    entry_ms = -(-moment_ms // terms.interval_ms) * terms.interval_ms
    return entry_ms + horizon * HOUR_MS + terms.interval_ms
