"""The trades that settled on a day: what could not be priced is none, and FLAT stakes nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from bot.ledger.settlements import Settlement, Status, counting
from bot.ledger.symbols import asset
from bot.stats.measures import Slice
from bot.stats.tally import TradeTally, bps
from bot.words.instant import parse

RegimeAt: TypeAlias = Callable[[datetime], str | None]

UNSAID = "UNKNOWN"


def ordered(rows: Iterable[Settlement]) -> list[Settlement]:
    """Take each signal and horizon once, in order of settlement."""
    once = counting(rows).values()
    return sorted(once, key=lambda row: (row.settled_at, row.exit_at or "", *row.key))


def trade_tally(rows: Sequence[Settlement], regime_at: RegimeAt, primary: int) -> TradeTally:
    """Tally rows that are in order; what is not of the `primary` horizon is only sliced."""
    judged = [row for row in rows if row.horizon_hours == primary]
    trades = [(row, net) for row in judged if (net := net_bps(row)) is not None]
    known = [pair for row, _ in trades if all(pair := (row.regime, regime_at(parse(row.ts))))]
    return TradeTally(
        nets=tuple(net for _, net in trades),
        flat=sum(row.status == Status.RECORDED for row in judged),
        regimes=_slices((row.regime or UNSAID, net) for row, net in trades),
        symbols=_slices((asset(row.symbol), net) for row, net in trades),
        horizons=_slices(
            (str(row.horizon_hours), net) for row in rows if (net := net_bps(row)) is not None
        ),
        weathered=len(known),
        mismatched=sum(said != was for said, was in known),
    )


def net_bps(row: Settlement) -> float | None:
    """Give what a settled row gained, to a ten-thousandth of a bp: finer than any price."""
    settled = row.status == Status.SETTLED and row.net_bps is not None
    return bps([row.net_bps]) if settled and row.net_bps is not None else None


def _slices(pairs: Iterable[tuple[str, float]]) -> Mapping[str, Slice]:
    groups: dict[str, list[float]] = {}
    for name, net in pairs:
        groups.setdefault(name, []).append(net)
    return {name: _slice(groups[name]) for name in sorted(groups)}


def _slice(nets: Sequence[float]) -> Slice:
    wins = sum(net > 0.0 for net in nets)
    return Slice(n=len(nets), net_bps=bps(nets), wins=wins, ties=list(nets).count(0.0))
