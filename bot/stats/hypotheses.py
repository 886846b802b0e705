"""Hypotheses: an agent's code in one epoch. Each is judged alone, and each counts for ever."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.events.signal import Signal
from bot.words.instant import EPOCH


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """It owns what was received from `since` on and before `until`, and is open until then.

    `rises` are the moments at which it was let up to canary and to live. `granted` is the epoch of
    state/agents.json that it stands for. `earlier` fingerprints are its own as well: a person said
    that the change kept the behaviour.
    """

    agent: str
    epoch: int = 1
    strategy_class: str = ""
    fingerprint: str = ""
    since: datetime = EPOCH
    until: datetime | None = None
    rises: tuple[datetime, ...] = ()
    granted: int = 1
    earlier: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.agent}/{self.epoch}"

    def owns(self, signal: Signal) -> bool:
        """Own no signal of other code; one that does not say of which code it is counts as ours."""
        return self.is_code(signal.fingerprint) and self.is_open(signal.received_at)

    def is_code(self, fingerprint: str | None) -> bool:
        known = bool(fingerprint and self.fingerprint)
        return not known or fingerprint in (self.fingerprint, *self.earlier)

    def is_open(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


Table = Mapping[str, Hypothesis]


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose something is, by agent, code and moment; None where it is nobody's."""

    by_agent: Mapping[str, tuple[tuple[str, Hypothesis], ...]]

    def of(self, agent: str, moment: datetime, fingerprint: str | None = None) -> str | None:
        for name, one in self.by_agent.get(agent, ()):
            if one.is_open(moment) and one.is_code(fingerprint):
                return name
        return None

    def of_signal(self, signal: Signal) -> str | None:
        return self.of(signal.agent, signal.received_at, signal.fingerprint)


def owners(table: Table) -> Owners:
    by_agent: dict[str, tuple[tuple[str, Hypothesis], ...]] = {}
    for one in table.values():
        by_agent[one.agent] = (*by_agent.get(one.agent, ()), (one.name, one))
    return Owners(by_agent)


def owned(signals: Iterable[Signal], whose: Owners) -> Iterator[tuple[str, Signal]]:
    """Give each signal with the hypothesis it belongs to; what belongs to none is left out."""
    pairs = ((whose.of_signal(signal), signal) for signal in signals)
    return ((name, signal) for name, signal in pairs if name is not None)
