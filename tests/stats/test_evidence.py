from dataclasses import fields

import numpy as np
import pytest

from bot.policy.evidence import Evidence as Terms
from bot.stats.eprocess import log_e
from bot.stats.evidence import Evidence, Hour, Scale, add, beta_of, no_evidence, outcome

NAN = float("nan")
TERMS = Terms()
SCALE = Scale(200.0, 0.04, TERMS.open_variance)


def hour(returns: list[float], net: list[list[float]], gross: list[list[float]]) -> Hour:
    held = np.array(gross)
    return Hour(np.array(returns), np.array(net), held, held.sum(axis=1) * 10.0 / 24.0)


def test_one_hour_by_hand() -> None:
    """Long 2 BTC, short 1 ETH, with a usual tilt of one half."""
    step = outcome(hour([30.0, -60.0], [[2.0, -1.0]], [[2.0, 1.0]]), np.array([0.5]), SCALE)
    gains, costs, bench, tilt = 2 * 30.0 + 60.0, 3 * 10.0 / 24.0, -15.0, 0.5 * 3.0
    assert step.y[0] == pytest.approx((gains - costs - tilt * bench) / 200.0)
    each = tilt / 2.0
    risk = 0.5 * (1.0 - tilt) ** 2 + 0.5 * ((2.0 - each) ** 2 + (-1.0 - each) ** 2) + 0.05
    assert step.risk[0] == pytest.approx(risk)
    assert step.budget[0] == pytest.approx(0.04 * risk)


def test_who_holds_nothing_learns_nothing() -> None:
    step = outcome(hour([30.0], [[0.0]], [[0.0]]), np.zeros(1), SCALE)
    assert (step.y[0], step.budget[0], bool(step.held[0])) == (0.0, 0.0, False)


def test_a_position_without_a_price_is_counted_and_not_judged() -> None:
    blind = hour([NAN, 10.0], [[1.0, 0.0]], [[1.0, 0.0]])
    step = outcome(blind, np.zeros(1), SCALE)
    after = add(no_evidence(1), blind, step, SCALE, TERMS)
    assert (after.drift[0], after.squares[0], after.hours[0]) == (0.0, 0.0, 0.0)
    assert after.unpriced[0] == 1.0


def test_a_missing_price_does_not_blind_the_other_positions() -> None:
    half = hour([NAN, 10.0], [[1.0, 1.0]], [[1.0, 1.0]])
    step = outcome(half, np.zeros(1), SCALE)
    assert step.y[0] == pytest.approx((10.0 - 20.0 / 24.0) / 200.0)
    assert step.risk[0] == pytest.approx(0.5 + 0.5 + 0.05)


def test_a_market_without_any_price_says_nothing() -> None:
    step = outcome(hour([NAN], [[1.0]], [[1.0]]), np.zeros(1), SCALE)
    assert not step.held.any()
    assert step.y[0] == 0.0


def test_being_long_all_the_time_is_no_evidence_but_cost() -> None:
    """After its first hour, an agent that is always long is measured against the market."""
    long = hour([100.0, 100.0], [[1.0, 1.0]], [[1.0, 1.0]])
    first = add(no_evidence(1), long, outcome(long, np.zeros(1), SCALE), SCALE, TERMS)
    assert beta_of(first)[0] == pytest.approx(1.0)
    second = outcome(long, beta_of(first), SCALE)
    assert second.y[0] == pytest.approx(-20.0 / 24.0 / 200.0)


def test_the_peak_stays_when_the_evidence_falls() -> None:
    evidence = no_evidence(1)
    for value in (900.0, 900.0, 900.0, -2400.0):
        one = hour([value, 0.0], [[1.0, 0.0]], [[1.0, 0.0]])
        evidence = add(evidence, one, outcome(one, np.zeros(1), SCALE), SCALE, TERMS)
    assert evidence.log_e(TERMS.rho)[0] < evidence.peak[0]
    assert evidence.peak[0] > 0.0


def test_retirement_looks_at_how_much_is_missing_to_a_tenth_of_the_variance() -> None:
    evidence = Evidence(**{f.name: np.array([8.0]) for f in fields(Evidence)})
    expected = log_e(0.1 * 8.0 - 8.0, 8.0, TERMS.rho)
    assert evidence.futility_log_e(0.10, TERMS.rho)[0] == pytest.approx(expected)


def test_one_agent_does_not_touch_another() -> None:
    alone = outcome(hour([30.0, -60.0], [[2.0, -1.0]], [[2.0, 1.0]]), np.zeros(1), SCALE)
    both = outcome(
        hour([30.0, -60.0], [[5.0, 5.0], [2.0, -1.0]], [[5.0, 5.0], [2.0, 1.0]]),
        np.zeros(2),
        SCALE,
    )
    assert both.y[1] == alone.y[0]
    assert both.risk[1] == alone.risk[0]
