"""The simulated fleet in its short form: three lives, judged as the long one is."""

from math import inf

import numpy as np
import pytest

from bench.fleet.agents import calibrate
from bench.fleet.judge import Event
from bench.fleet.positions import book
from bench.fleet.run import CLASSIC, DEFAULT, PEEKED, judge_all, lives
from bench.fleet.score import falls, first, rises
from bench.fleet.table import Found, false, power, sharpe
from bench.fleet.world import USUAL, Life, World, live
from bot.words.stage import Stage

WORLD = World("usual", 90, USUAL, 20)
SEEDS = range(7, 10)
pytestmark = pytest.mark.xdist_group("lives")  # of which one process makes enough


@pytest.fixture(scope="module")
def found() -> list[Found]:
    return [judge_all(life, [DEFAULT]) for life in lives(WORLD, SEEDS)]


@pytest.fixture(scope="module")
def life() -> Life:
    return live(World("short", 30, USUAL, 20), 1, calibrate(0.0))


def test_the_default_rules_promote_few_without_an_edge_and_classic_promotes_many(
    found: list[Found],
) -> None:
    mine = false([one[DEFAULT].canary for one in found])
    assert mine <= 0.05
    assert false([one[CLASSIC].canary for one in found]) > 5.0 * mine
    assert false([one[PEEKED].canary for one in found]) > 2.0 * mine


def test_they_find_a_good_part_of_what_the_peeked_test_finds(found: list[Found]) -> None:
    mine, peeked = (power([one[name].canary for one in found]) for name in (DEFAULT, PEEKED))
    assert mine >= 0.4 * peeked > 0.1


def test_their_portfolio_beats_that_of_classic(found: list[Found]) -> None:
    mine, classic = (sharpe([one[name] for one in found]) for name in (DEFAULT, CLASSIC))
    assert mine > classic


def test_a_seed_is_one_life(life: Life) -> None:
    again = live(life.world, life.seed, calibrate(0.0))
    other = live(life.world, life.seed + 1, calibrate(0.0))
    assert np.array_equal(again.trades.net_bps, life.trades.net_bps)
    assert not np.array_equal(other.market.returns, life.market.returns)


def test_the_book_adds_up_to_the_trades(life: Life) -> None:
    held = book(life.trades, life.market, len(life.agents))
    by_trade = np.bincount(life.trades.agent, life.trades.net_bps, len(life.agents))
    assert held.pnl.sum(axis=0) == pytest.approx(by_trade, abs=1e-6)


def test_break_even_agents_earn_their_costs_in_the_long_run() -> None:
    calibration = calibrate(0.0)
    skill = calibration.skill_for(0.05)
    rng = np.random.default_rng(5)
    noise = rng.standard_normal(len(calibration.moves))
    views = np.sign(skill * calibration.moves + np.sqrt(1.0 - skill**2) * noise)
    assert float((views * calibration.moves).mean()) == pytest.approx(0.05, abs=0.01)


def test_pickers_win_often_and_gain_nothing() -> None:
    calibration = calibrate(0.0)
    right = calibration.picker_skill(1.5, 0.0)
    moves = np.abs(calibration.moves)
    gains = np.where(moves < 1.5, (2.0 * right - 1.0) * moves, -moves)
    assert right * float((moves < 1.5).mean()) > 0.6
    assert float(gains.mean()) == pytest.approx(0.0, abs=1e-9)


def test_a_promotion_after_the_edge_has_died_is_undeserved(life: Life) -> None:
    number = next(n for n, agent in enumerate(life.agents) if agent.dies is not None)
    dies = int(life.dies[number])
    events = [Event(dies + 1, number, Stage.LIVE), Event(5, 0, Stage.LIVE)]
    counted = rises(life, first(events, Stage.LIVE, len(life.agents)))
    assert (counted.risen, counted.false, counted.in_time, counted.undeserved) == (2, 1, 0, 2)


def test_demotions_before_and_after_death(life: Life) -> None:
    number = next(n for n, agent in enumerate(life.agents) if agent.dies is not None)
    dies = int(life.dies[number])
    early = [Event(1, number, Stage.CANARY), Event(25, number, Stage.DEMOTED)]
    late = [Event(30, number, Stage.CANARY), Event(dies + 48, number, Stage.DEMOTED)]
    counted = falls(life, early + late)
    assert counted.false == 1
    assert counted.years == pytest.approx((24 + dies - 30) / 24 / 365)
    assert counted.delays == (2.0,)
    assert falls(life, late[:1]).delays == (inf,)
