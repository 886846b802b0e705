import math

import numpy as np
import pytest

from bot.policy.evidence import Evidence as Terms
from bot.stats.bound import Sums, lower_bound, mean_view
from bot.stats.eprocess import log_e

TERMS = Terms()


def sums(mean: float, hours: int, seed: int) -> Sums:
    rng = np.random.default_rng(seed)
    y = mean / 24.0 + rng.standard_normal(hours) / math.sqrt(24.0)
    share = np.full(hours, 1.0 / 24.0)
    spread = (np.sum(y * y) + 2.0 * hours / 24.0) / 3.0
    return Sums(
        float(y.sum()),
        float(spread),
        float(share.sum()),
        float((share * y).sum()),
        float((share * share).sum()),
    )


def test_without_views_there_is_neither_mean_nor_bound() -> None:
    nothing = Sums(0.0, 0.0, 0.0, 0.0, 0.0)
    assert mean_view(nothing) is None
    assert lower_bound(nothing, TERMS) is None


def test_a_bound_below_the_mean_that_the_evidence_just_rules_out() -> None:
    one = sums(0.3, 24 * 200, 5)
    bound, middle = lower_bound(one, TERMS), mean_view(one)
    assert bound is not None
    assert middle is not None
    assert bound < middle
    spread = one.spread + bound * (bound * one.exposure_squares - 2.0 * one.exposure_drift) / 3.0
    against = log_e(one.drift - bound * one.exposure, spread, TERMS.rho)
    assert against == pytest.approx(math.log(20.0), abs=1e-9)


def test_more_confidence_or_less_data_lowers_it() -> None:
    long, short = sums(0.3, 24 * 400, 5), sums(0.3, 24 * 60, 5)
    usual, strict, early = (
        lower_bound(long, TERMS),
        lower_bound(long, Terms(bound_confidence=0.999)),
        lower_bound(short, TERMS),
    )
    assert usual is not None
    assert strict is not None
    assert early is not None
    assert strict < usual
    assert early < usual


def test_it_covers_the_truth_at_every_look() -> None:
    missed = 0
    for seed in range(100):
        looks = [sums(0.1, 24 * days, seed) for days in (10, 20, 40, 80, 160)]
        bounds = [lower_bound(one, TERMS) for one in looks]
        missed += any(bound is not None and bound > 0.1 for bound in bounds)
    assert missed <= 5
