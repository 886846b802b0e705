"""The regime of any past moment, as the signals of the window before it said."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.decisions.regime import vote
from bot.events.signal import Signal
from bot.policy.regimes import Regimes


def regime_at(signals: Iterable[Signal], policy: Regimes) -> Callable[[datetime], str | None]:
    received: dict[str, list[datetime]] = {}
    for signal in sorted(signals, key=lambda one: one.received_at):
        if signal.regime is not None:
            received.setdefault(signal.regime, []).append(signal.received_at)
    window = timedelta(hours=policy.window_hours)

    def at(moment: datetime) -> str | None:
        votes = {
            regime: bisect_right(times, moment) - bisect_right(times, moment - window)
            for regime, times in received.items()
        }
        return vote(votes, policy)[0]

    return at
