"""Each measure against a second computation, from the raw numbers or from scipy."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from bot.policy.promotion import Drift, Gates, Minimum, Promotion
from bot.policy.retirement import TwoOfFour
from bot.stats import returns
from bot.stats.confidence import Confidence
from bot.stats.curve import Curve, after_hour
from bot.stats.life import Life
from bot.stats.measured import Measured
from bot.stats.measures import Alpha, Measures, Path, Slice
from bot.stats.measuring.frame import Frame, periods, window_days
from bot.stats.measuring.measuring import Member, class_measures, measures, member
from bot.stats.measuring.of_path import deflated, ratio
from bot.stats.sketch import sketch
from bot.stats.tally import PathTally, RunTally, Sum, Tally, TradeTally, ViewTally
from tests.stats.build import NETS

NAN = float("nan")
THURSDAY = date(1970, 1, 8)  # the first day of the second week since the epoch
RULES = Promotion(v=1)
FRAME = Frame(THURSDAY, RULES, TwoOfFour())
LAX = Frame(
    THURSDAY,
    RULES.model_copy(
        update={
            "minimum": Minimum(trades=1, cvar_trades=1, days=2, alpha_days=1, runs=1, signals=1)
        }
    ),
    TwoOfFour(mismatch_min_trades=1),
)


def traded(*nets: float) -> Tally:
    return Tally(trades=TradeTally(nets=nets))


def path(bps: float, hours: int = 24, views: float = 1.0) -> Tally:
    return Tally(path=PathTally(hours, bps, bps, views * hours / 24))


def ran(*latencies: float, failed: int = 0, cost: float = 0.0, unpriced: int = 0) -> Tally:
    runs = RunTally(
        runs=len(latencies),
        failed=failed,
        errors=2 * failed,
        latency_ms=sum(latencies),
        latencies=sketch(latencies),
        cost_usd=cost,
        unpriced=unpriced,
    )
    return Tally(runs=runs)


def of(*days: Tally, life: Life | None = None, frame: Frame = LAX, usd: float = 0.0) -> Measures:
    return measures(member(life or Life(), days, frame, position_usd=usd), frame)


@given(st.lists(NETS, min_size=1, max_size=60))
def test_trades_against_numpy(nets: list[float]) -> None:
    found = of(traded(*nets)).trades
    decided = [net for net in nets if net]
    assert found.pnl_sum_bps.value == pytest.approx(np.sum(nets), abs=1e-4)
    assert found.pnl_mean_bps.value == pytest.approx(np.mean(nets), abs=1e-4)
    assert found.hit_rate.n == len(decided)
    assert found.hit_rate.value == (
        pytest.approx(np.mean(np.array(decided) > 0)) if decided else None
    )
    tail = np.sort(nets)[: -(-len(nets) // 20)]
    assert found.cvar95_bps.value == pytest.approx(np.mean(tail), abs=1e-6)


def test_sums_are_of_the_epoch_and_tails_of_the_window() -> None:
    life = Life(trades=100, net_bps=500.0, wins=60, ties=10, flat=4)
    slices = {"MIXED": Slice(1, -9.0, 0, 0)}
    old = Tally(trades=TradeTally(nets=(-900.0,)))
    today = Tally(trades=TradeTally(nets=(-9.0,), flat=1, regimes=slices))
    found = of(old, *[Tally()] * 29, today, life=life).trades
    assert found.pnl_sum_bps == Measured(491.0, 101)
    assert found.hit_rate == Measured(60 / 91, 91)
    assert (found.ties, found.flat) == (10, 5)
    assert found.cvar95_bps == Measured(-9.0, 1)
    assert found.regimes == slices


@pytest.mark.parametrize(("n", "known"), [(19, False), (20, True)])
def test_below_the_least_n_a_measure_is_null(n: int, known: bool) -> None:  # noqa: FBT001
    day = Tally(
        trades=TradeTally(nets=(1.0,) * n),
        views=ViewTally(signals=n, complete=n, brier=Sum(n, 1.0), bins={0: (n, 0.5, 1)}),
    )
    found = of(replace(day, runs=ran(*[1.0] * n, cost=1.0).runs), frame=FRAME, usd=250.0)
    every = [
        *(found.trades.pnl_sum_bps, found.trades.pnl_mean_bps, found.trades.hit_rate),
        *(found.trades.cvar95_bps, found.runs.error_rate, found.runs.error_bound),
        *(found.runs.latency_mean_ms, found.runs.latency_p95_ms, found.runs.error_count),
        *(found.runs.value_usd, found.runs.value_over_cost, found.runs.cost_per_signal_usd),
        *(found.views.completeness, found.views.brier, found.views.calibration_error),
    ]
    assert {one.n for one in every} == {n}
    assert {one.value is not None for one in every} == {known}


@pytest.mark.parametrize("days", [(), (Tally(),), (Tally(),) * 60])
def test_without_anything_every_measure_is_null(days: tuple[Tally, ...]) -> None:
    found = of(*days)
    empty = Measures()
    assert found.trades == empty.trades
    assert found.path == empty.path
    assert found.runs == empty.runs
    assert {one.value for one in (found.alpha.window_bps, *found.alpha.periods_bps)} == {None}
    assert {one.value for one in found.views.mismatch_periods} == {None}


def test_all_ties_all_errors_and_one_trade_divide_by_nothing() -> None:
    found = of(replace(traded(0.0, 0.0), runs=ran(1.0, 1.0, failed=2).runs))
    assert found.trades.hit_rate == Measured(None, 0)
    assert (found.runs.error_rate.value, found.runs.error_bound.value) == (1.0, 1.0)
    assert found.runs.value_over_cost.value is None
    assert of(traded(5.0), frame=FRAME).trades.pnl_sum_bps == Measured(None, 1)


def test_what_is_no_number_is_null() -> None:
    found = of(replace(traded(NAN, 1.0), path=PathTally(24, NAN, NAN)), path(NAN), path(1.0))
    assert found.trades.pnl_sum_bps.value is None
    assert found.trades.cvar95_bps.value is None
    assert found.alpha.window_bps.value is None
    assert found.path.sharpe.value is None
    assert found.path.daily_volatility_bps.value is None


DAILY = st.lists(NETS.map(lambda net: net / 100), min_size=3, max_size=30)


@given(DAILY)
def test_days_against_numpy(series: list[float]) -> None:
    found = of(*map(path, series), path(9999.0))
    spread = float(np.std(series, ddof=1))
    assert found.path.daily_volatility_bps.value == pytest.approx(spread, abs=1e-9)
    if len(set(series)) > 1 and spread > 1e-9:
        annual = float(np.mean(series)) / spread * 365**0.5
        assert found.path.sharpe.value == pytest.approx(annual, rel=1e-6, abs=1e-6)
        assert found.path.psr == returns.psr(series, least=2)
        best = returns.luckiest([0.1, ratio(found) or 0.0, -0.2])
        days = (*map(path, series), Tally())
        assert deflated(found, days, LAX, best).path.dsr == returns.psr(series, best, least=2)


def test_a_constant_series_has_no_sharpe_and_no_spread() -> None:
    found = of(*[path(3.0)] * 25, path(3.0), frame=FRAME).path
    assert found.sharpe == Measured(None, 25)
    assert found.daily_volatility_bps == Measured(0.0, 25)


def test_idle_days_count_as_zero_but_do_not_make_many_of_few() -> None:
    found = of(Tally(), path(10.0), *[Tally()] * 24, path(5.0), Tally(), frame=FRAME).path
    assert found.sharpe == Measured(None, 2)
    both = of(Tally(), path(10.0), Tally(), path(5.0), Tally()).path
    assert both.sharpe.n == 2
    assert both.daily_volatility_bps.value == pytest.approx(np.std([10.0, 0.0, 5.0], ddof=1))


def test_only_whole_days_of_the_window_are_in_the_series() -> None:
    outside = [path(-500.0)] * 5
    inside = [path(float(number % 3)) for number in range(30)]
    found = of(*outside, *inside, path(777.0), frame=FRAME).path
    assert found.sharpe == returns.sharpe([day.path.return_bps for day in inside])


def test_the_path_is_told_as_it_stands() -> None:
    curve = Curve()
    for gained in (100.0, -200.0, 50.0):
        curve = after_hour(curve, gained)
    found = of(Tally(), life=Life(path=curve)).path
    assert found.return_bps.value == pytest.approx(1e4 * (1.01 * 0.98 * 1.005 - 1))
    assert found.max_drawdown_bps.value == pytest.approx(200.0)
    assert found.drawdown_bps.value == pytest.approx(1e4 * (1 - 0.98 * 1.005))


def test_alpha_counts_days_held_in_the_window() -> None:
    found = of(path(1000.0), *[path(2.0)] * 29, path(1.0, hours=12), frame=FRAME).alpha
    assert found.window_bps == Measured(59.0, 29)
    assert found.daily_bps.value == pytest.approx(59.0 / 29.5)
    wide = of(*[path(2.0, views=4.0)] * 5, frame=FRAME).alpha
    assert wide.window_bps == Measured(10.0, 5)
    assert wide.daily_bps == Measured(0.5, 5)
    short = of(*[path(2.0)] * 4, path(1.0, hours=23), frame=FRAME).alpha
    assert short.window_bps == Measured(None, 4)
    assert short.daily_bps == Measured(None, 4)


@pytest.mark.parametrize("ahead", range(7))
def test_periods_are_whole_weeks_since_the_epoch(ahead: int) -> None:
    today = date(1970, 1, 8 + 14 + ahead)
    days = [path(float(number)) for number in range(21 + ahead + 1)]
    found = of(*days, frame=replace(FRAME, today=today)).alpha.periods_bps
    assert [one.value for one in found[:4]] == [17.0 * 7, 10.0 * 7, 3.0 * 7, None]


def test_a_period_of_too_few_days_held_is_null() -> None:
    week = [path(-1.0), path(-1.0), path(-1.0), path(-1.0), Tally(), Tally(), Tally()]
    assert of(*week, Tally(), frame=FRAME).alpha.periods_bps[0] == Measured(None, 4)
    week[4] = path(-1.0)
    assert of(*week, Tally(), frame=FRAME).alpha.periods_bps[0] == Measured(-5.0, 5)


def test_mismatches_are_shares_of_the_trades_whose_weather_is_known() -> None:
    def day(weathered: int, mismatched: int) -> Tally:
        return Tally(trades=TradeTally(weathered=weathered, mismatched=mismatched))

    few = of(day(9, 9), *[Tally()] * 6, day(50, 50), frame=FRAME)
    assert few.views.mismatch_periods[0] == Measured(None, 9)
    enough = of(day(9, 5), day(1, 1), *[Tally()] * 5, day(50, 50), frame=FRAME)
    assert enough.views.mismatch_periods[0] == Measured(0.6, 10)


def test_the_window_reaches_as_far_as_the_longest_measure() -> None:
    assert window_days(RULES, TwoOfFour()) == 37
    long = TwoOfFour(alpha_periods=6)
    assert window_days(RULES, long) == 7 * (6 + 1)
    days = [path(1.0)] * window_days(RULES, TwoOfFour())
    for ahead in range(7):
        frame = replace(FRAME, today=date(2026, 3, 5 + ahead))
        assert {len(days) and one.path.hours for one in periods(days, frame)} == {7 * 24}


@given(st.lists(st.floats(1.0, 1e5), min_size=1, max_size=80), st.integers(0, 80))
def test_runs_against_numpy_and_scipy(latencies: list[float], failed: int) -> None:
    failed = min(failed, len(latencies))
    half = len(latencies) // 2
    days = ran(*latencies[:half], cost=1.0), ran(*latencies[half:], failed=failed, cost=2.0)
    found = of(*days, life=Life(runs=7, errors=3)).runs
    n = len(latencies)
    bound = 1.0 if failed == n else float(beta.ppf(0.95, failed + 1, n - failed))
    slow = np.quantile(latencies, 0.95, method="inverted_cdf")
    assert (found.runs, found.error_rate.value) == (n, failed / n)
    assert found.error_bound.value == pytest.approx(bound, abs=1e-9)
    assert found.latency_p95_ms.value == pytest.approx(slow, rel=0.01)
    assert found.latency_mean_ms.value == pytest.approx(np.mean(latencies), rel=1e-6, abs=1e-3)
    assert found.cost_usd == Measured(3.0, n)
    assert found.error_count == Measured(3.0 + 2 * failed, 7 + n - half)


def test_value_and_cost_are_of_the_same_window() -> None:
    old = replace(traded(9000.0), runs=ran(1.0, cost=99.0).runs)
    today = replace(traded(100.0, -20.0), runs=ran(1.0, cost=0.5).runs)
    found = of(old, *[Tally()] * 29, today, usd=250.0).runs
    assert found.value_usd == Measured(2.0, 2)
    assert found.value_over_cost == Measured(4.0, 2)
    assert found.cost_per_signal_usd == Measured(0.25, 2)


def test_a_cost_that_is_not_known_makes_everything_about_cost_null() -> None:
    found = of(replace(traded(100.0), runs=ran(1.0, cost=5.0, unpriced=1).runs), usd=250.0).runs
    assert found.cost_usd == Measured(None, 1)
    assert found.cost_per_signal_usd == Measured(None, 1)
    assert found.value_over_cost == Measured(None, 1)
    assert found.value_usd == Measured(2.5, 1)


def test_cost_drift_compares_the_latest_week_with_the_month_before() -> None:
    before, lately = [ran(1.0, cost=1.0)] * 30, [ran(1.0, 1.0, cost=3.0)] * 7
    assert of(ran(1.0, cost=1e6), *before, *lately).runs.cost_drift == Measured(1.5, 14)
    unknown = [*lately[:-1], ran(1.0, cost=3.0, unpriced=1)]
    assert of(*before, *unknown).runs.cost_drift.value is None
    assert of(*lately).runs.cost_drift == Measured(None, 0)
    spans = Drift(use="gate", recent_days=1, baseline_days=1)
    rules = LAX.rules.model_copy(update={"gates": Gates(cost_drift=spans)})
    frame = replace(LAX, rules=rules)
    found = of(ran(1.0, cost=9.0), ran(1.0, cost=1.0), ran(1.0, cost=2.0), frame=frame)
    assert found.runs.cost_drift == Measured(2.0, 1)


def test_refused_lines_make_views_less_complete() -> None:
    views = ViewTally(signals=8, complete=6, refused=2, brier=Sum(4, 1.0), bins={9: (4, 3.8, 2)})
    found = of(Tally(views=views)).views
    assert found.completeness == Measured(0.6, 10)
    assert found.brier == Measured(0.25, 4)
    assert found.calibration_error.value == pytest.approx(0.45)
    assert (found.bins[0].low, found.bins[0].said, found.bins[0].came) == (0.9, 0.95, 0.5)


ANN = member(
    Life(trades=40, net_bps=100.0, wins=20, runs=10, errors=1),
    [path(4.0), path(10.0), traded(100.0)],
    LAX,
    Confidence(0.4, (1.0,)),
    position_usd=100.0,
)
BOB = member(
    Life(trades=30, net_bps=-50.0, wins=10, ties=2),
    [path(20.0), traded(-10.0)],
    LAX,
    Confidence(0.8, (2.0,)),
    position_usd=1000.0,
)
NOBODY = member(Life(), (), LAX)


def test_a_class_is_its_members_days_side_by_side() -> None:
    found = class_measures([ANN, BOB], LAX, 60)
    assert found.trades.pnl_sum_bps == Measured(140.0, 72)
    assert found.trades.hit_rate == Measured(31 / 70, 70)
    assert found.alpha.window_bps == Measured(34.0, 2)
    assert found.path.daily_volatility_bps.value == pytest.approx(np.std([4.0, 15.0], ddof=1))
    assert found.runs.value_usd == Measured(0.01 * 100 - 0.001 * 1000, 2)
    assert found.confidence.multiplier == pytest.approx(0.6)
    assert found.trades.sequence_drawdown_bps.value is None
    assert found.path.drawdown_bps.value is None


@pytest.mark.parametrize("least", [73, 1000])
def test_a_class_of_few_trades_casts_no_vote(least: int) -> None:
    found = class_measures([ANN, BOB], LAX, least)
    assert found.alpha == Alpha(Measured(None, 72), Measured(None, 72))
    assert found.runs.value_usd.value is None
    assert found.runs.value_over_cost.value is None
    assert found.views.mismatch_periods == ()
    assert found.confidence.decay == 0.0


def test_a_class_of_one_measures_what_its_member_does() -> None:
    alone, own = class_measures([ANN], LAX, 1), measures(ANN, LAX)
    assert alone.runs == own.runs
    assert alone.alpha == own.alpha
    assert alone.views == own.views
    assert alone.path == replace(own.path, drawdown_bps=alone.path.drawdown_bps)


@pytest.mark.parametrize("members", [[], [NOBODY], [NOBODY, NOBODY]])
def test_a_class_without_anything_is_null(members: Sequence[Member]) -> None:
    found = class_measures(members, LAX, 1)
    assert found.trades.pnl_sum_bps == Measured(None, 0)
    assert found.path == Path()
    assert found.confidence == Confidence()
