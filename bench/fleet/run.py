"""One run: the lives of one world, each judged by every rule side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from bench.fleet import rivals, score
from bench.fleet.agents import Calibration, calibrate
from bench.fleet.judge import SHIPPED, Rules, judge, variant
from bench.fleet.positions import book
from bench.fleet.world import Life, World, live
from bot.words.stage import Stage

DEFAULT, BH, CUSUM, CLASSIC, PEEKED = "default", "live_rule bh", "demote cusum", "classic", "t-test"
VARIANTS: dict[str, Rules] = {
    DEFAULT: SHIPPED,
    BH: variant(live={"rule": "bh"}),
    CUSUM: variant(demotion={"rule": "cusum"}),
}


@dataclass(frozen=True)
class Verdict:
    """How one set of rules did in one life; classic and the t-test know one stage only."""

    canary: score.Rises
    live: score.Rises
    falls: score.Falls | None
    money: score.Money


def lives(world: World, seeds: Iterable[int]) -> Iterator[Life]:
    calibration: Calibration = calibrate(world.memory)
    return (live(world, seed, calibration) for seed in seeds)


def judge_all(life: Life, variants: Iterable[str]) -> dict[str, Verdict]:
    agents = len(life.agents)
    held = book(life.trades, life.market, agents)
    found: dict[str, Verdict] = {}
    for name in variants:
        events, weights = judge(life, held, VARIANTS[name])
        found[name] = Verdict(
            score.rises(life, score.first(events, Stage.CANARY, agents)),
            score.rises(life, score.first(events, Stage.LIVE, agents)),
            score.falls(life, events),
            score.money(held, weights),
        )
    for name, rival in ((CLASSIC, rivals.classic), (PEEKED, rivals.peeked)):
        tenures = rival(life.trades, agents)
        risen = score.rises(life, np.array([tenure.promoted for tenure in tenures]))
        weights = rivals.weights(tenures, life.world.days * 24)
        found[name] = Verdict(risen, risen, None, score.money(held, weights))
    return found
