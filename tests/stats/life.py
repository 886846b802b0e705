"""A small seeded fleet as a history of positions and returns, and the plain fold over it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from bot.policy.promotion import Promotion
from bot.stats import fold as fd
from bot.stats.changes import Changes, changed
from bot.stats.evidence import Hour
from bot.words.instant import HOUR

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
SYMBOLS = ("BTC", "ETH", "SOL")
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
class History:
    """Everything by start of hour; `returns` in bps by symbol, absent where a price is missing."""

    holdings: Mapping[datetime, Sequence[Holding]]
    returns: Mapping[datetime, Mapping[str, float]]
    changes: Mapping[datetime, Changes] = field(default_factory=dict)


def advance(fold: fd.Fold, history: History, until: datetime, rules: Promotion) -> fd.Fold:
    while fold.at + HOUR <= until:
        fold = _one_hour(fold, history, rules)
    return fold


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


def history(hours: int, agents: int = 3, seed: int = 7) -> History:
    rng = np.random.default_rng(seed)
    names = [f"agent-{number}" for number in range(agents)]
    returns = {
        BEGIN + hour * HOUR: dict(zip(SYMBOLS, rng.normal(0.0, 40.0, 3).tolist(), strict=True))
        for hour in range(hours)
    }
    holdings = defaultdict(list)
    for name in names:
        held = rng.integers(-2, 3, (hours, len(SYMBOLS)))
        for hour, column in zip(*np.nonzero(held), strict=True):
            units = float(held[hour, column])
            one = Holding(name, SYMBOLS[column], units, abs(units), abs(units) / 2.4)
            holdings[BEGIN + int(hour) * HOUR].append(one)
    return History(holdings, returns, {BEGIN: Changes(entered=tuple(names))})
