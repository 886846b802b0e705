from math import log

import pytest

from bot.policy.promotion import Promotion
from bot.stats import fold as fd
from bot.stats.changes import Changes
from bot.stats.eprocess import log_e
from bot.stats.standing import days_to, standings
from bot.words.instant import HOUR
from tests.stats.life import BEGIN, History, Holding, advance

RULES = Promotion(v=1)
TERMS = RULES.evidence
DAYS = 40


def folded() -> fd.Fold:
    """One agent that is long what rises and short what falls, and one that never holds a thing."""
    hours = range(24 * DAYS)
    held = {
        BEGIN + hour * HOUR: [
            Holding("good", "BTC", 1.0, 1.0, 0.4),
            Holding("good", "ETH", -1.0, 1.0, 0.4),
        ]
        for hour in hours
    }
    moves = (60.0, -50.0)
    returns = {
        BEGIN + hour * HOUR: {"BTC": moves[hour % 2], "ETH": -moves[hour % 2]} for hour in hours
    }
    entered = {BEGIN: Changes(entered=("good", "idle"))}
    start = fd.start(BEGIN, TERMS)
    return advance(start, History(held, returns, entered), BEGIN + 24 * DAYS * HOUR, RULES)


def test_who_never_held_anything_has_no_number() -> None:
    idle = standings(folded(), TERMS, 0.10)["idle"]
    numbers = (idle.log_e, idle.peak_log_e, idle.drift, idle.mean_bps, idle.active, idle.dead)
    assert set(numbers) == {None}
    assert days_to(idle, 20.0, TERMS.rho) is None


def test_the_numbers_are_those_of_the_fold() -> None:
    good = standings(folded(), TERMS, 0.10)["good"]
    assert good.drift is not None
    assert good.log_e == pytest.approx(log_e(good.drift, good.spread, TERMS.rho))
    assert good.days_held == DAYS
    assert good.mean_bps == pytest.approx((5.0 - 0.4) * 24.0, rel=0.3)
    assert good.bound_bps is not None
    assert good.bound_bps < (good.mean_bps or 0.0)
    assert good.active is not None
    assert 0.0 < good.active < 1.0


def test_how_far_it_is_to_the_next_step() -> None:
    good = standings(folded(), TERMS, 0.10)["good"]
    assert good.log_e is not None
    assert good.drift is not None
    more = days_to(good, 1e6, TERMS.rho)
    assert more is not None
    factor = 1.0 + more / DAYS
    reached = log_e(good.drift * factor, good.spread * factor, TERMS.rho)
    assert reached == pytest.approx(log(1e6), abs=1e-6)
