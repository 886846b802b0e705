"""Cases: settled trades with what was going on around them and in the run behind them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.events.signal import Signal
from bot.events.telemetry import Telemetry
from bot.ledger.settlements import Settlement
from bot.ledger.symbols import asset
from bot.stats.day_runs import cost_usd, latency_ms
from bot.stats.day_trades import net_bps
from bot.stats.turbulence import Tracks, turbulence
from bot.words.instant import parse, to_ms

RegimeAt: TypeAlias = Callable[[datetime], str | None]
RunKey: TypeAlias = tuple[str, str]  # agent, run

VIEWS = 10  # latest views that show whether a confidence is always the same


@dataclass(frozen=True, slots=True)
class Run:
    latency_ms: float
    cost_usd: float | None
    errors: int


@dataclass(frozen=True, slots=True)
class Case:
    """One settled trade; null is what nothing is known of.

    `sticky` is the share of the agent's latest views, this one among them, that gave exactly its
    confidence. Turbulence is in volatilities of the week before.
    """

    trade: Settlement
    net_bps: float
    regime_then: str | None = None
    symbol_turbulence: float | None = None
    market_turbulence: float | None = None
    sticky: float | None = None
    run: Run | None = None

    @property
    def mismatched(self) -> bool | None:
        said, was = self.trade.regime, self.regime_then
        return said != was if said and was else None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a trade is looked up in: `signals` of the window and of some days before it."""

    signals: Sequence[Signal]
    telemetry: Iterable[Telemetry]
    tracks: Tracks
    regime_at: RegimeAt


def cases(rows: Iterable[Settlement], around: Surroundings) -> list[Case]:
    """Make a case of each row that was settled; `rows` are of one horizon, each signal once."""
    runs, sticky = _runs(around.telemetry), _sticky(around.signals)
    return [
        _case(row, net, around, runs.get((row.agent, row.run_id)), sticky.get(row.signal_id))
        for row in rows
        if (net := net_bps(row)) is not None
    ]


def _case(
    row: Settlement, net: float, around: Surroundings, run: Run | None, sticky: float | None
) -> Case:
    return Case(
        trade=row,
        net_bps=net,
        regime_then=around.regime_at(parse(row.ts)),
        symbol_turbulence=_turbulence(row, around.tracks, asset(row.symbol)),
        market_turbulence=_turbulence(row, around.tracks),
        sticky=sticky,
        run=run,
    )


def _turbulence(row: Settlement, tracks: Tracks, of: str | None = None) -> float | None:
    track = tracks.market if of is None else tracks.assets.get(of)
    if track is None or row.entry_at is None or row.exit_at is None:
        return None
    return turbulence(track, to_ms(parse(row.entry_at)), to_ms(parse(row.exit_at)))


def _runs(telemetry: Iterable[Telemetry]) -> Mapping[RunKey, Run]:
    lines: dict[RunKey, list[Telemetry]] = {}
    for line in telemetry:
        lines.setdefault((line.agent, line.run_id), []).append(line)
    return {
        key: Run(latency_ms(own), cost_usd(own), sum(line.errors for line in own))
        for key, own in lines.items()
    }


def _sticky(signals: Iterable[Signal]) -> Mapping[str, float]:
    by_agent: dict[str, list[Signal]] = {}
    for signal in sorted(signals, key=lambda one: (one.received_at, one.signal_id)):
        if signal.confidence is not None:
            by_agent.setdefault(signal.agent, []).append(signal)
    return {
        one.signal_id: sum(each.confidence == one.confidence for each in latest) / VIEWS
        for said in by_agent.values()
        for one, latest in _with_latest(said)
    }


def _with_latest(said: Sequence[Signal]) -> Iterable[tuple[Signal, Sequence[Signal]]]:
    for end in range(VIEWS, len(said) + 1):
        yield said[end - 1], said[end - VIEWS : end]
