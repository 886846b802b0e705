import numpy as np
import pytest

from bot.policy.evidence import Evidence as Terms
from bot.stats.evidence import Step
from bot.stats.market import Market, after, start

TERMS = Terms()
NEW = start(TERMS)
NOBODY = Step(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros(1, dtype=np.bool_))


def test_it_starts_at_190_bps_and_at_what_independent_hours_would_cost() -> None:
    assert NEW.volatility == pytest.approx(190.0)
    assert NEW.risk_ratio == pytest.approx(1.0 / 24.0)


def test_volatility_is_half_way_after_a_day_of_constant_moves() -> None:
    market = NEW
    for _ in range(24):
        market = after(market, np.array([100.0, -100.0]), NOBODY, TERMS)
    expected = (0.5 * 190.0**2 / 24.0 + 0.5 * 100.0**2) * 24.0
    assert market.volatility**2 == pytest.approx(expected)


def test_missing_prices_are_left_out_and_no_price_changes_nothing() -> None:
    some = after(NEW, np.array([50.0, np.nan]), NOBODY, TERMS)
    assert some == after(NEW, np.array([50.0]), NOBODY, TERMS)
    assert after(NEW, np.array([np.nan]), NOBODY, TERMS) == NEW


def test_the_risk_ratio_is_the_mean_over_all_agent_hours() -> None:
    step = Step(
        np.array([1.0, 2.0, 9.0]),
        np.array([2.0, 4.0, 0.0]),
        np.zeros(3),
        np.array([True, True, False]),
    )
    market = after(Market(1.0, ratios=1.0, ratio_count=10.0), np.zeros(1), step, TERMS)
    assert market.risk_ratio == pytest.approx((1.0 + 0.5 + 1.0) / 12.0)
