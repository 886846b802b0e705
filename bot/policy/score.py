"""The behavioral score: five parts, each a straight line from full marks to none."""

from pydantic import Field

from bot.policy.part import Amount, Part, Share


class Line(Part):
    """Full marks at `full` or better, none at `zero` or worse, straight in between."""

    weight: Share = Field(description="Share of the score.")
    full: Amount = Field(description="Full marks from here.")
    zero: Amount = Field(description="No marks from here.")

    def marks(self, value: float) -> float:
        """Give the part of full marks, 0 to 1, that a value earns."""
        return min(1.0, max(0.0, (self.zero - value) / (self.zero - self.full)))


class Score(Part):
    reliability: Line = Field(
        Line(weight=0.30, full=0.0, zero=0.20),
        description="Error rate of runs: at one in five an agent cannot be relied on.",
    )
    latency: Line = Field(
        Line(weight=0.15, full=2_000, zero=60_000),
        description="p95 of run latency in ms: a minute old is late even for a daily view.",
    )
    cost: Line = Field(
        Line(weight=0.15, full=0.05, zero=0.50),
        description="USD per settled signal: 2 to 20 bps of a full ticket.",
    )
    completeness: Line = Field(
        Line(weight=0.20, full=1.0, zero=0.80),
        description="Share of signals with every field, and of runs whose signals were accepted.",
    )
    calibration: Line = Field(
        Line(weight=0.20, full=0.25, zero=0.35),
        description="Brier score of prob_up: 0.25 is a coin's, honest doubt costs nothing.",
    )
