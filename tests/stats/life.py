"""A small seeded fleet as a history."""

from collections import defaultdict
from datetime import UTC, datetime

import numpy as np

from bot.stats.history import Changes, History, Holding
from bot.words.instant import HOUR

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
SYMBOLS = ("BTC", "ETH", "SOL")


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
