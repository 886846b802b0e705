"""Hypotheses: an agent's code in one epoch. Each is judged alone, and each counts for ever."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.events.signal import Signal
from bot.words.instant import EPOCH


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """It owns what was received from `since` on and before `until`, and is open until then.

    `rises` are the moments at which it was let up to canary and to live.
    """

    agent: str
    epoch: int = 1
    strategy_class: str = ""
    fingerprint: str = ""
    since: datetime = EPOCH
    until: datetime | None = None
    rises: tuple[datetime, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.agent}/{self.epoch}"

    def owns(self, signal: Signal) -> bool:
        """Own no signal of other code; one that does not say of which code it is counts as ours."""
        if signal.fingerprint and self.fingerprint and signal.fingerprint != self.fingerprint:
            return False
        begun = self.since <= signal.received_at
        return begun and (self.until is None or signal.received_at < self.until)


Table = Mapping[str, Hypothesis]


def owned(signals: Iterable[Signal], table: Table) -> Iterator[tuple[str, Signal]]:
    """Give each signal with the hypothesis it belongs to; what belongs to none is left out."""
    by_agent: dict[str, list[Hypothesis]] = {}
    for one in table.values():
        by_agent.setdefault(one.agent, []).append(one)
    for signal in signals:
        for one in by_agent.get(signal.agent, ()):
            if one.owns(signal):
                yield one.name, signal
                break


def renamed(signals: Iterable[Signal], table: Table) -> Iterator[Signal]:
    """Put hypotheses in the agents' place: a fresh epoch does not own what the old one opened."""
    return (replace(signal, agent=name) for name, signal in owned(signals, table))
