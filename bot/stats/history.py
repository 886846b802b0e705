"""The history of a fleet: what was held, what the market did, and the fold over both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from bot.policy.evidence import Evidence as Terms
from bot.policy.promotion import Promotion
from bot.stats import fold as fd
from bot.stats.evidence import Hour
from bot.words.instant import HOUR

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Holding:
    """What a hypothesis held of one symbol as an hour began, and the hour's share of the cost."""

    name: str
    symbol: str
    net: float
    gross: float
    cost_bps: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to hypotheses just before an hour began."""

    entered: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    promoted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Everything by start of hour; `returns` in bps by symbol, absent where a price is missing."""

    holdings: Mapping[datetime, Sequence[Holding]]
    returns: Mapping[datetime, Mapping[str, float]]
    changes: Mapping[datetime, Changes] = field(default_factory=dict)


def advance(fold: fd.Fold, history: History, until: datetime, rules: Promotion) -> fd.Fold:
    while fold.at + HOUR <= until:
        fold = _one_hour(fold, history, rules)
    return fold


def checkpoints(
    fold: fd.Fold, history: History, until: datetime, rules: Promotion
) -> Iterator[fd.Fold]:
    """Yield the state at each midnight on the way: what a late price makes us begin again from."""
    while fold.at + HOUR <= until:
        fold = _one_hour(fold, history, rules)
        if fold.at.hour == 0:
            yield fold


def lay_out(
    names: Sequence[str], holdings: Sequence[Holding], returns: Mapping[str, float]
) -> Hour:
    """Lay one hour out by hypothesis and symbol."""
    symbols = sorted(set(returns) | {one.symbol for one in holdings})
    row = {name: index for index, name in enumerate(names)}
    column = {symbol: index for index, symbol in enumerate(symbols)}
    net, gross, cost = np.zeros((3, len(names), len(symbols)))
    for one in holdings:
        at = row[one.name], column[one.symbol]
        net[at], gross[at], cost[at] = one.net, one.gross, one.cost_bps
    seen = np.array([returns.get(symbol, NAN) for symbol in symbols], dtype=np.float64)
    return Hour(seen, net, gross, cost.sum(axis=1))


def _one_hour(fold: fd.Fold, history: History, rules: Promotion) -> fd.Fold:
    happened = history.changes.get(fold.at, Changes())
    fold = changed(fold, happened, rules.evidence, rules.demotion.cusum.floor)
    holdings, returns = history.holdings.get(fold.at, ()), history.returns.get(fold.at, {})
    return fd.step(fold, lay_out(fold.names, holdings, returns), rules.evidence)


def changed(fold: fd.Fold, changes: Changes, terms: Terms, floor: float) -> fd.Fold:
    if changes.entered:
        fold = fd.enter(fold, changes.entered)
    if changes.promoted:
        fold = fd.promote(fold, changes.promoted, terms.rho, floor)
    return fd.close(fold, changes.closed) if changes.closed else fold
