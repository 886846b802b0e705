import numpy as np
import pytest

from bot.stats.decline import after_hour, freeze, no_decline
from bot.stats.evidence import Step


def step(y: float) -> Step:
    return Step(np.array([y]), np.ones(1), np.ones(1), np.ones(1, dtype=np.bool_))


def test_nothing_is_measured_before_promotion() -> None:
    assert after_hour(no_decline(1), step(-5.0)).level[0] == 0.0


def test_losses_raise_it_and_gains_take_it_back_to_the_floor() -> None:
    state = freeze(no_decline(1), np.zeros(1), np.ones(1, dtype=np.bool_), 0.08)
    assert state.theta[0] == 0.08
    worse = after_hour(state, step(-5.0))
    assert worse.level[0] == pytest.approx(0.08 * 5.0 + 0.5 * (0.08 * 5.0) ** 2)
    better = after_hour(worse, step(10.0))
    assert better.level[0] == pytest.approx(worse.level[0] - 0.8 + 0.32)
    assert after_hour(after_hour(worse, step(9.0)), step(0.0)).level[0] >= 0.0
