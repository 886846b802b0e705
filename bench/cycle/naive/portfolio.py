"""The paper book: what it held by the weights in force, marked to market each hour."""

from operator import itemgetter

from bench.cycle.naive.curve import Curve
from bench.cycle.naive.measures import WINDOW, cvar95
from bench.cycle.naive.records import HOUR, Record, millis

DAYS_KEPT = 365


class Portfolio:
    """`daily` has what each day made; the last goes on."""

    def __init__(self, lines: list[Record]) -> None:
        self.lines = sorted(
            ((millis(one["since"]) // HOUR, one) for one in lines), key=itemgetter(0)
        )
        self.curve = Curve()
        self.daily = [0.0]
        self._next, self._weights = 0, dict[str, float]()

    def hour(self, hour: int, gained: dict[str, float]) -> None:
        while self._next < len(self.lines) and self.lines[self._next][0] <= hour:
            self._weights = self.lines[self._next][1]["weights"]
            self._next += 1
        made = sum(self._weights.get(name, 0.0) * bps for name, bps in gained.items())
        self.curve.hour(made)
        self.daily[-1] += made
        if hour % 24 == 23:
            self.daily.append(0.0)

    @property
    def last_known(self) -> str | None:
        """Give the regime that signals last agreed on."""
        return self.lines[-1][1]["last_known"] if self.lines else None

    def told(self) -> Record:
        days = self.daily[:-1][-DAYS_KEPT:]
        decided = [day for day in days if day]
        gained = sum(day > 0 for day in decided)
        return {
            "portfolio_pnl_bps": self.curve.total,
            "portfolio_pnl_30d_bps": sum(self.daily[-WINDOW:]),
            "portfolio_hit_rate": gained / len(decided) if decided else None,
            "portfolio_drawdown_bps": self.curve.drawdown,
            "portfolio_max_drawdown_bps": self.curve.deepest,
            "portfolio_cvar95_bps": cvar95(days),
        }
