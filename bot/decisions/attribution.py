"""Attribution: what the portfolio made, by agent, class, symbol and regime; each table adds up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import TypeAlias

from bot.decisions.rounding import adding_up, shown

BPS_DIGITS = 1
UNKNOWN = "unknown"
Cells: TypeAlias = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Bps, rounded; the entries of every table add up to `total_bps` to the last decimal."""

    total_bps: float = 0.0
    agents: Mapping[str, float] = field(default_factory=dict)
    strategy_classes: Mapping[str, float] = field(default_factory=dict)
    symbols: Mapping[str, float] = field(default_factory=dict)
    regimes: Mapping[str, float] = field(default_factory=dict)


def attribute(
    cells: Cells, regimes: Mapping[str, float], classes: Mapping[str, str], digits: int = BPS_DIGITS
) -> Attribution:
    """Split what the portfolio made: `cells` are the bps of each (agent, symbol).

    What no regime accounts for, and agents of no known class, are put under "unknown".
    """
    total = fsum(cells.values())
    rest = regimes.get(UNKNOWN, 0.0) + total - fsum(regimes.values())
    weathers = adding_up({**regimes, UNKNOWN: rest}, total, digits)
    if UNKNOWN not in regimes and not weathers[UNKNOWN]:
        del weathers[UNKNOWN]
    return Attribution(
        total_bps=shown(total, digits),
        agents=adding_up(_by(cells, lambda agent, _: agent), total, digits),
        strategy_classes=adding_up(
            _by(cells, lambda agent, _: classes.get(agent, UNKNOWN)), total, digits
        ),
        symbols=adding_up(_by(cells, lambda _, symbol: symbol), total, digits),
        regimes=weathers,
    )


def _by(cells: Cells, group_of: Callable[[str, str], str]) -> dict[str, float]:
    groups: dict[str, list[float]] = {}
    for (agent, symbol), bps in cells.items():
        groups.setdefault(group_of(agent, symbol), []).append(bps)
    return {group: fsum(parts) for group, parts in groups.items()}
