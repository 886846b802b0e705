"""The figures of a run, as measured, and beside each target whether it was met."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from statistics import fmean, median

from bench.fleet.run import CLASSIC, DEFAULT, PEEKED, Verdict
from bench.fleet.score import Falls, Rises

HEAD = (
    "| rules | false canary | power canary | false live | power live | undeserved live "
    "| false demotions a year | median days | bps | Sharpe | ticket Sharpe |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|"
)

Found = dict[str, Verdict]


@dataclass(frozen=True)
class Target:
    says: str
    measured: float
    limit: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.measured <= self.limit if self.at_most else self.measured >= self.limit

    def line(self) -> str:
        sign = "≤" if self.at_most else "≥"
        verdict = "met" if self.met else "**missed**"
        return f"| {self.says} | {self.measured:.3f} | {sign} {self.limit:.3f} | {verdict} |"


def table(found: Sequence[Found]) -> str:
    return "\n".join([HEAD, *(_row(name, [one[name] for one in found]) for name in found[0])])


def _row(name: str, verdicts: Sequence[Verdict]) -> str:
    canary, live = [one.canary for one in verdicts], [one.live for one in verdicts]
    falls = [one.falls for one in verdicts if one.falls is not None]
    cells = [
        name,
        f"{false(canary):.4f}",
        f"{power(canary):.3f}",
        f"{false(live):.4f}",
        f"{power(live):.3f}",
        f"{undeserved(live):.3f} of {sum(one.risen for one in live)}",
        f"{false_a_year(falls):.2f}" if falls else "",
        f"{days(falls):.1f}".replace("nan", "none") if falls else "",
        f"{fmean(one.money.bps for one in verdicts):.0f}",
        f"{sharpe(verdicts):.2f}",
        f"{fmean(one.money.ticket_sharpe for one in verdicts):.2f}",
    ]
    return f"| {' | '.join(cells)} |"


def false(rises: Sequence[Rises]) -> float:
    return sum(one.false for one in rises) / sum(one.without_edge for one in rises)


def power(rises: Sequence[Rises]) -> float:
    with_edge = sum(one.with_edge for one in rises)
    return sum(one.in_time for one in rises) / with_edge if with_edge else 0.0


def undeserved(rises: Sequence[Rises]) -> float:
    return sum(one.undeserved for one in rises) / max(1, sum(one.risen for one in rises))


def false_a_year(falls: Sequence[Falls]) -> float:
    years = sum(one.years for one in falls)
    return sum(one.false for one in falls) / years if years else 0.0


def days(falls: Sequence[Falls]) -> float:
    delays = [delay for one in falls for delay in one.delays]
    return median(delays) if delays else nan


def sharpe(verdicts: Sequence[Verdict]) -> float:
    return fmean(one.money.sharpe for one in verdicts)


def targets(found: Sequence[Found], days_long: int) -> list[Target]:
    mine, classic = [one[DEFAULT] for one in found], [one[CLASSIC] for one in found]
    canary, live = [one.canary for one in mine], [one.live for one in mine]
    peeked = power([one[PEEKED].canary for one in found])
    c = sharpe(classic)
    short = days_long <= 90
    common = [
        Target("canary promotions of agents without edge", false(canary), 0.025, at_most=True),
        Target("canary power, of the t-test's", power(canary) / peeked, 0.50 if short else 0.60),
        Target("undeserved share of live", undeserved(live), 0.10, at_most=True),
        Target("live power", power(live), 0.12 if short else 0.25),
        Target("portfolio Sharpe", sharpe(mine), max(1.5 * c, c + 0.5)),
    ]
    falls = [one.falls for one in mine if one.falls is not None]
    demotion = [
        Target("false demotions a year", false_a_year(falls), 0.6, at_most=True),
        Target("median days to demotion", days(falls), 50.0, at_most=True),
    ]
    return common if short else common + demotion


def null_targets(found: Sequence[Found]) -> list[Target]:
    canary = [one[DEFAULT].canary for one in found]
    says = "canary promotions of agents without edge"
    return [Target(says, false(canary), 0.035, at_most=True)]


def rare_targets(found: Sequence[Found]) -> list[Target]:
    mine = fmean(one[DEFAULT].money.bps for one in found)
    classic = fmean(one[CLASSIC].money.bps for one in found)
    return [
        Target("bps earned by the default rules", mine, 0.0),
        Target("bps earned by classic", classic, 0.0, at_most=True),
    ]
