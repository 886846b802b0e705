import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.finding import Outcome
from bot.decisions.retirement_points import retirement_points
from bot.policy.retirement import PointRule
from bot.stats.measured import Measured
from bot.stats.measures import Measures, Runs, Trades

RULE = PointRule()


def known(
    runs: int = 0, pnl: float | None = None, errors: float | None = None, cost: float | None = None
) -> Measures:
    return Measures(
        trades=Trades(pnl_sum_bps=Measured(pnl, 30)),
        runs=Runs(runs=runs, error_rate=Measured(errors, 30), cost_usd=Measured(cost, 30)),
    )


@pytest.mark.parametrize(
    ("measures", "points", "label"),
    [
        (known(), 0, ""),
        (known(10, -0.01), 40, ""),
        (known(9, -0.01), 0, ""),
        (known(10, 0.0), 0, ""),
        (known(9, -150.0), 0, ""),
        (known(9, -150.01), 30, ""),
        (known(10, -151.0), 70, "WATCH"),
        (known(0, 1.0, 0.1), 0, ""),
        (known(0, 1.0, 0.1001), 20, ""),
        (known(0, 0.0, 0.0, 5.0), 0, ""),
        (known(0, 0.0, 0.0, 5.01), 10, ""),
        (known(0, 0.01, 0.0, 5.01), 0, ""),
        (known(10, -151.0, 0.0, 6.0), 80, "RETIRE"),
        (known(10, -151.0, 0.2), 90, "RETIRE"),
        (known(10, -151.0, 0.2, 6.0), 100, "RETIRE"),
        (known(10, -1.0, 0.2), 60, "WATCH"),
        (known(10, -1.0, 0.0, 6.0), 50, ""),
        (known(100, None, None, None), 0, ""),
        (known(100, float("nan"), float("nan"), float("nan")), 0, ""),
    ],
)
def test_the_points_at_and_beside_each_limit(measures: Measures, points: int, label: str) -> None:
    found = retirement_points(measures, RULE)
    assert (found.points, found.label) == (points, label)


@pytest.mark.parametrize(("limit", "label"), [(70, "RETIRE"), (71, "WATCH")])
def test_a_label_is_given_from_its_limit_on(limit: int, label: str) -> None:
    rule = RULE.model_copy(update={"retire_at": limit, "watch_at": 70})
    assert retirement_points(known(10, -151.0), rule).label == label


@given(st.tuples(*[st.booleans()] * 4))
def test_the_findings_carry_all_that_the_points_stand_on(given: tuple[bool, ...]) -> None:
    many, deep, errors, costly = given
    pnl, cost = -200.0 if deep else -1.0, 9.0 if costly else 1.0
    found = retirement_points(known(10 if many else 1, pnl, float(errors), cost), RULE)
    assert found.points == 40 * many + 30 * deep + 20 * errors + 10 * costly
    assert len({one.rule for one in found.findings}) == 8
    assert [one.observed for one in found.findings[-2:]] == [found.points] * 2


def test_unknown_is_said_to_be_unknown() -> None:
    outcomes = {one.rule: one.outcome for one in retirement_points(known(10), RULE).findings}
    unknown = {rule for rule, outcome in outcomes.items() if outcome is Outcome.INCONCLUSIVE}
    assert unknown == {
        "points_losing_pnl_bps",
        "points_deep_loss_bps",
        "points_error_rate",
        "points_cost_usd",
        "points_costly_pnl_bps",
    }
