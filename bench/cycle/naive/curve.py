"""An equity curve, compounded by the hour."""

from dataclasses import dataclass

from bench.cycle.naive.records import BPS


@dataclass(slots=True)
class Curve:
    equity: float = 1.0
    high: float = 1.0
    deepest: float = 0.0
    total: float = 0.0
    hours: int = 0

    def hour(self, bps: float) -> None:
        self.equity *= 1 + bps / BPS
        self.high = max(self.high, self.equity)
        self.deepest = max(self.deepest, self.drawdown)
        self.total += bps
        self.hours += 1

    @property
    def drawdown(self) -> float:
        return BPS * (1 - self.equity / self.high)
