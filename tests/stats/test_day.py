from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events.signal import Signal
from bot.ledger.settlements import Settlement, Status
from bot.stats.calibration import bins, brier
from bot.stats.day import DayEvents, tallies
from bot.stats.measures import Slice
from bot.stats.sketch import quantile
from bot.stats.tally import PathTally, Sum, Tally
from tests.ledger.build import signal
from tests.stats.build import net, run

ANN, BOB = "ann/1", "bob/1"


def regime_at(_: datetime) -> str | None:
    return "RISK_ON"


def of(
    events: DayEvents, name: str = ANN, regime: str | None = "RISK_ON", primary: int = 24
) -> Tally:
    return tallies(events, {}, lambda _: regime, primary)[name]


def settled(*rows: Settlement, given: Sequence[Signal] = ()) -> DayEvents:
    signals = {one.signal_id: one for one in given}
    return DayEvents(settlements=[(ANN, row) for row in rows], given=signals)


def test_several_reports_of_one_run_are_one_run() -> None:
    lines = [
        run("r1", latency_ms=300.0, errors=2, model="a"),
        run("r1", latency_ms=500.0, model="b"),
        run("r2", errors=0, cost_usd=0.25),
    ]
    found = of(DayEvents(telemetry=[(ANN, line) for line in lines])).runs
    assert (found.runs, found.failed, found.errors) == (2, 1, 2)
    assert (found.tokens_in, found.tokens_out, found.cost_usd) == (30, 3, 1.25)
    assert found.latency_ms == 900.0
    assert quantile(found.latencies, 1.0) == pytest.approx(800.0, rel=0.01)
    assert found.unpriced == 0


def test_a_run_with_one_unknown_cost_is_unpriced() -> None:
    lines = [run("r1", cost_usd=None), run("r1", cost_usd=3.0), run("r2")]
    found = of(DayEvents(telemetry=[(ANN, line) for line in lines])).runs
    assert (found.runs, found.unpriced, found.cost_usd) == (2, 1, 0.5)


def test_trades_are_in_order_of_settlement_then_exit_then_id() -> None:
    early, late = "2026-03-03T12:05:00.000Z", "2026-03-03T12:35:00.000Z"
    rows = [
        net(1.0, signal_id="c", settled_at=late),
        net(2.0, signal_id="b"),
        net(3.0, signal_id="a"),
        net(4.0, signal_id="d", exit_at="2026-03-03T11:00:00.000Z", settled_at=early),
    ]
    first = net(5.0, signal_id="z", settled_at="2026-03-03T12:01:00.000Z", exit_at=late)
    assert of(settled(*rows, first)).trades.nets == (5.0, 4.0, 3.0, 2.0, 1.0)


@given(st.permutations([net(float(n), signal_id=str(n), settled_at=str(n % 3)) for n in range(6)]))
def test_the_order_of_the_rows_changes_nothing(rows: list[Settlement]) -> None:
    assert of(settled(*rows)) == of(settled(*sorted(rows)))


def test_a_row_that_comes_twice_is_one_trade_at_its_newest_price() -> None:
    rows = [net(5.0), net(5.0), net(7.0, price_version=2), net(5.0)]
    assert of(settled(*rows)).trades.nets == (7.0,)


def test_flat_is_counted_once_and_unpriceable_nowhere() -> None:
    flat = [
        net(0.0, status=Status.RECORDED.value, net_bps=None, horizon_hours=h) for h in (1, 4, 24)
    ]
    lost = net(0.0, status=Status.UNPRICEABLE.value, net_bps=None, gross_bps=None)
    found = of(settled(*flat, net(5.0, signal_id="s2")), regime=None).trades
    assert (found.nets, found.flat) == ((5.0,), 1)
    assert tallies(settled(lost), {}, regime_at, 24) == {}


def test_other_horizons_are_sliced_but_not_judged() -> None:
    rows = [net(-3.0, horizon_hours=1), net(2.0, horizon_hours=4), net(0.0)]
    found = of(settled(*rows)).trades
    assert found.nets == (0.0,)
    assert found.horizons == {
        "1": Slice(1, -3.0, 0, 0),
        "4": Slice(1, 2.0, 1, 0),
        "24": Slice(1, 0.0, 0, 1),
    }
    assert found.regimes == {"RISK_ON": Slice(1, 0.0, 0, 1)}


def test_one_asset_is_one_slice_however_it_is_written() -> None:
    rows = [net(1.0, symbol=symbol, signal_id=symbol, regime=None) for symbol in ("BTC", "BTC-USD")]
    assert of(settled(*rows)).trades.symbols == {"BTC": Slice(2, 2.0, 2, 0)}
    assert of(settled(*rows)).trades.regimes == {"UNKNOWN": Slice(2, 2.0, 2, 0)}


@pytest.mark.parametrize(
    ("said", "was", "counts"),
    [
        ("RISK_ON", "RISK_ON", (1, 0)),
        ("RISK_ON", "RISK_OFF", (1, 1)),
        (None, "RISK_OFF", (0, 0)),
        ("RISK_ON", None, (0, 0)),
    ],
)
def test_a_mismatch_needs_both_regimes(
    said: str | None, was: str | None, counts: tuple[int, int]
) -> None:
    found = of(settled(net(1.0, regime=said)), regime=was).trades
    assert (found.weathered, found.mismatched) == counts


def test_the_regime_is_asked_for_at_the_signals_own_time() -> None:
    asked: list[datetime] = []
    tallies(settled(net(1.0)), {}, asked.append, 24)
    assert asked == [datetime(2026, 3, 2, 12, tzinfo=UTC)]


MOVES = st.tuples(
    st.floats(0.0, 1.0), st.sampled_from(["LONG", "SHORT"]), st.sampled_from([-50.0, 0.0, 50.0])
)


@given(st.lists(MOVES, max_size=30))
def test_prob_up_is_held_against_where_the_price_went(
    moves: list[tuple[float, str, float]],
) -> None:
    signals, rows = [], []
    for number, (prob, direction, gross) in enumerate(moves):
        given = replace(signal(0, direction, name=str(number)), prob_up=prob)
        signals.append(given)
        rows.append(net(1.0, signal_id=given.signal_id, direction=direction, gross_bps=gross))
    moved = [one for one in moves if one[2]]
    said = [prob for prob, _, _ in moved]
    rose = [(gross > 0) is (direction == "LONG") for _, direction, gross in moved]
    expected, groups = brier(said, rose), bins(said, rose)
    views = tallies(settled(*rows, given=signals), {}, regime_at, 24).get(ANN, Tally()).views
    assert views.brier.n == expected.n
    assert views.brier.total == pytest.approx((expected.value or 0.0) * expected.n, abs=1e-8)
    assert [(n, came) for n, _, came in views.bins.values()] == [
        (one.n, round(one.came * one.n)) for one in groups
    ]


def test_a_view_without_prob_up_or_signal_is_not_scored() -> None:
    silent = replace(signal(0), prob_up=None)
    assert of(settled(net(1.0, signal_id=silent.signal_id), given=[silent])).views.brier == Sum(
        0, 0.0
    )
    assert of(settled(net(1.0))).views.brier == Sum(0, 0.0)


WHOLE = replace(signal(0), fingerprint=None)


@pytest.mark.parametrize(
    "lacking",
    [
        replace(WHOLE, prob_up=None),
        replace(WHOLE, confidence=None),
        replace(WHOLE, score_final=None),
        replace(WHOLE, regime=None),
    ],
)
def test_a_view_is_complete_with_every_field(lacking: Signal) -> None:
    views = of(DayEvents(signals=[(ANN, WHOLE), (ANN, lacking)], refused={ANN: 3})).views
    assert (views.signals, views.complete, views.refused) == (2, 1, 3)


def test_each_hypothesis_has_its_own_and_who_did_nothing_has_none() -> None:
    events = DayEvents(telemetry=[(BOB, run())], refused={"eve/2": 1})
    found = tallies(events, {ANN: PathTally(24, 3.0, 1.0), "idle/1": PathTally()}, regime_at, 24)
    assert list(found) == [ANN, BOB, "eve/2"]
    assert found[ANN] == Tally(path=PathTally(24, 3.0, 1.0))
    assert found[BOB].runs.runs == 1
