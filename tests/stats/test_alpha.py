import pytest

from bot.policy.promotion import Promotion
from bot.stats import fold as fd
from bot.stats.alpha import alpha_bps
from bot.stats.history import History, Holding, advance
from bot.stats.measured import Measured
from bot.words.instant import HOUR
from tests.stats.life import BEGIN, history

RULES = Promotion(v=1)


def test_alpha_is_what_came_since_the_checkpoint() -> None:
    past = history(96)
    start = fd.start(BEGIN, RULES.evidence)
    then = advance(start, past, BEGIN + 48 * HOUR, RULES)
    now = advance(then, past, BEGIN + 96 * HOUR, RULES)
    whole, part = alpha_bps(start, now, "agent-0", 1), alpha_bps(then, now, "agent-0", 1)
    first = alpha_bps(start, then, "agent-0", 1)
    assert whole.value is not None
    assert part.value is not None
    assert first.value is not None
    assert whole.value == pytest.approx(first.value + part.value)
    assert (whole.n, first.n, part.n) == (3, 2, 1)


def test_it_is_in_bps_net_of_cost() -> None:
    held = {BEGIN: [Holding("a", "BTC", 1.0, 1.0, 0.5)]}
    past = History(held, {BEGIN: {"BTC": 30.0}})
    start = fd.enter(fd.start(BEGIN, RULES.evidence), ["a"])
    now = advance(start, past, BEGIN + HOUR, RULES)
    assert alpha_bps(start, now, "a", 0).value == pytest.approx(29.5)


def test_below_the_least_n_and_for_strangers_it_is_null() -> None:
    start = fd.start(BEGIN, RULES.evidence)
    now = advance(start, history(3), BEGIN + 3 * HOUR, RULES)
    assert alpha_bps(start, now, "agent-0", 1).value is None
    assert alpha_bps(start, now, "nobody", 5) == Measured(None, 0)
