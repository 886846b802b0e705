"""Which proposal people should read first: by numbers of the report, none of the model's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.effects import numbers
from bot.state.proposals import Idea
from bot.state.report.report import Report
from bot.words.stage import MAY_RUN, Stage

TRUST = 20  # trades after which half of a mean is believed


@dataclass(frozen=True, slots=True)
class Merit:
    """`score` is what the parent gained a trade in the regime, shrunk towards nothing."""

    fills_gap: bool
    is_now: bool
    score: float
    crowd: int
    reasons: tuple[str, ...]

    @property
    def order(self) -> tuple[bool, bool, float, int]:
        return not self.fills_gap, not self.is_now, -self.score, self.crowd


def merit(idea: Idea, report: Report) -> Merit:
    gaps = {one.regime for one in report.research}
    now = report.fleet.current_regime if report.fleet else None
    row = report.agents.get(idea.parent)
    slice_ = row.regimes.get(idea.regime) if row else None
    mean, n = (slice_.net_bps / slice_.n, slice_.n) if slice_ and slice_.n else (0.0, 0)
    crowd = sum(
        one.strategy_class == idea.strategy_class and Stage(one.stage) in MAY_RUN
        for one in report.agents.values()
    )
    fills, is_now = idea.regime in gaps, idea.regime == now
    reasons = (
        f"no promoted agent has gained in {idea.regime}" if fills else "it fills no gap",
        *([f"{idea.regime} is the regime of now"] if is_now else []),
        f"{idea.parent} made {numbers.bps(mean)} a trade there, n = {n}"
        if n
        else f"{idea.parent} has no settled trade there",
        f"{crowd} of its class are running",
    )
    return Merit(fills, is_now, round(mean * n / (n + TRUST), 2), crowd, reasons)


def ranked(ideas: Iterable[Idea], report: Report) -> Mapping[str, Merit]:
    """Give merits by id, the best first; the order never hangs on who proposed first."""
    found = {one.id: (merit(one, report), one.name) for one in ideas}
    ordered = sorted(found, key=lambda key: (found[key][0].order, found[key][1], key))
    return {key: found[key][0] for key in ordered}
