"""Whom the 2-of-4 rule ends in half a year: `python -m bench.fleet.signs`, with its seeds.

Each agent spends a cent a signal, so that all four signs but the regime's can be cast.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bench.fleet.agents import calibrate
from bench.fleet.form import Form
from bench.fleet.market import HORIZON, Array
from bench.fleet.world import USUAL, Life, World, live
from bot.decisions.signs import count, votes
from bot.policy.retirement import TwoOfFour
from bot.state.decisions import Signs
from bot.stats.confidence import Confidence
from bot.stats.measured import Measured
from bot.stats.measures import Alpha, Measures, Runs

WORLD, SEEDS = World("usual", 180, USUAL, 20), range(160_000, 160_004)
WEEK, MONTH, TICKET, COST_USD, LEAST = 7, 30, 250.0, 0.01, 20
RULES = tuple(
    TwoOfFour(confidence_decay_above=decay, hold_periods=hold)
    for decay in (0.5, 0.75)
    for hold in (2, 4, 6)
)


@dataclass(frozen=True)
class Story:
    """What one agent showed at the end of each week."""

    kind: str
    weeks: list[Measures]


def stories(life: Life) -> Iterator[Story]:
    net, settled = _by_day(life)
    decays = _decays(life)
    for number, agent in enumerate(life.agents):
        lasting = "edge that dies" if agent.dies is not None else "edge that lasts"
        weeks = range(1, life.world.days // WEEK + 1)
        shown = [_week(net[number], settled[number], week, decays[week][number]) for week in weeks]
        yield Story(lasting if agent.has_edge else agent.kind, shown)


def ended(story: Story, rule: TwoOfFour) -> bool:
    signs = Signs()
    for shown in story.weeks:
        signs = count(signs, votes(shown, rule), rule.votes, rule.clear_periods)
        if signs.stood >= rule.hold_periods:
            return True
    return False


def _week(net: Array, settled: Array, week: int, decay: float) -> Measures:
    alphas = [net[(one - 1) * WEEK : one * WEEK].sum() for one in range(week, 0, -1)]
    window = slice(max(0, week * WEEK - MONTH), week * WEEK)
    trades = int(settled[window].sum())
    worth = net[window].sum() / 1e4 * TICKET / (COST_USD * trades) if trades >= LEAST else None
    return Measures(
        alpha=Alpha(periods_bps=tuple(Measured(float(one), WEEK) for one in alphas)),
        runs=Runs(value_over_cost=Measured(worth, trades)),
        confidence=Confidence(1.0 - decay),
    )


def _by_day(life: Life) -> tuple[Array, Array]:
    shape = len(life.agents), life.world.days + 2
    net, settled = np.zeros(shape), np.zeros(shape)
    place = life.trades.agent, (life.trades.hour + HORIZON) // 24
    np.add.at(net, place, life.trades.net_bps)
    np.add.at(settled, place, 1.0)
    return net, settled


def _decays(life: Life) -> dict[int, list[float]]:
    agents = len(life.agents)
    form, found = Form(life.trades, agents), {}
    for hour in range(1, life.world.days * 24 + 1):
        form.settle(hour)
        if hour % (WEEK * 24) == 0:
            found[hour // (WEEK * 24)] = [form.decay(agent) for agent in range(agents)]
    return found


def main() -> None:
    calibration = calibrate(WORLD.memory)
    told = [story for seed in SEEDS for story in stories(live(WORLD, seed, calibration))]
    kinds = sorted({story.kind for story in told})
    print(f"share ended by 2 of 4 within {WORLD.days} days; seeds {list(SEEDS)}")
    print(f"{'decay above':>12} {'periods':>8} " + " ".join(f"{kind:>16}" for kind in kinds))
    for rule in RULES:
        shares = [
            np.mean([ended(story, rule) for story in told if story.kind == kind]) for kind in kinds
        ]
        row = " ".join(f"{share:>16.2f}" for share in shares)
        print(f"{rule.confidence_decay_above:>12} {rule.hold_periods:>8} {row}")


if __name__ == "__main__":
    main()
