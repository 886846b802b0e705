"""The stop counts an agent's own money, and nobody but a person ends it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sdk.account import Account, filled, marked, opened, tightened, watched
from bot.sdk.refusal import Code, Leave, Refusal
from bot.sdk.stop import LocalStop
from bot.sdk.ticket import Fill
from tests.sdk.desk import NOW, Desk, signal

BTC = "BTC/USDT"
BUY = Fill("a", BTC, 2.0, 100.0, 0.2)


def code(answer: Leave) -> Code | None:
    return answer.code if isinstance(answer, Refusal) else None


@pytest.fixture
def stop(tmp_path: Path) -> LocalStop:
    """Two at 100 USD of an account that started with 250: a fall of 3.03 each is 250 bps."""
    stop = LocalStop(tmp_path, "alpha")
    assert stop.open(250.0, 250.0, {}, NOW) is True
    assert stop.fill(BUY, NOW) is True
    return stop


def test_it_stops_at_its_limit_and_not_before(stop: LocalStop) -> None:
    assert stop.mark({BTC: 96.976}, NOW) is True
    refusal = stop.mark({BTC: 96.975}, NOW)
    assert isinstance(refusal, Refusal)
    assert refusal.code is Code.STOPPED
    assert "250.0 bps below its best" in refusal.sentence


def test_once_stopped_it_stays_so_through_recovery_and_restart(stop: LocalStop) -> None:
    stop.mark({BTC: 90.0}, NOW)
    assert code(stop.mark({BTC: 200.0}, NOW)) is Code.STOPPED
    again = LocalStop(stop.home, "alpha")
    assert code(again.check(NOW)) is Code.STOPPED
    assert code(again.open(1e9, 1e9, {}, NOW)) is Code.STOPPED
    assert LocalStop(stop.home, "beta").check(NOW) is True


def test_the_fall_is_counted_from_the_best_it_ever_was(stop: LocalStop) -> None:
    assert stop.mark({BTC: 110.0}, NOW) is True
    assert stop.mark({BTC: 106.88}, NOW) is True
    assert code(stop.mark({BTC: 106.87}, NOW)) is Code.STOPPED


def test_the_limit_only_ever_tightens(stop: LocalStop) -> None:
    assert stop.mark({}, NOW, 100.0) is True
    assert stop.mark({}, NOW, 5000.0) is True
    assert stop.open(250.0, 5000.0, {}, NOW) is True
    assert code(stop.mark({BTC: 98.0}, NOW)) is Code.STOPPED


def test_a_fill_told_twice_counts_once(stop: LocalStop) -> None:
    before = stop.path.read_bytes()
    assert stop.fill(BUY, NOW) is True
    assert stop.path.read_bytes() == before


def test_fees_and_realized_losses_count(stop: LocalStop) -> None:
    assert stop.fill(Fill("b", BTC, -2.0, 98.0, 0.2), NOW) is True
    assert stop.mark({BTC: 1.0}, NOW) is True
    assert code(stop.fill(Fill("c", BTC, 1.0, 98.0, 2.0), NOW)) is Code.STOPPED


def test_short_positions_lose_when_prices_rise(tmp_path: Path) -> None:
    stop = LocalStop(tmp_path, "alpha")
    stop.open(250.0, 250.0, {}, NOW)
    stop.fill(Fill("a", BTC, -2.0, 100.0, 0.0), NOW)
    assert stop.mark({BTC: 103.0}, NOW) is True
    assert code(stop.mark({BTC: 103.2}, NOW)) is Code.STOPPED


@pytest.mark.parametrize("price", [0.0, -1.0, float("nan"), float("inf")])
def test_a_price_without_sense_refuses_and_changes_nothing(stop: LocalStop, price: float) -> None:
    before = stop.path.read_bytes()
    assert code(stop.mark({BTC: price}, NOW)) is Code.STOP_UNREADABLE
    assert stop.path.read_bytes() == before


def test_another_spelling_of_what_is_held_prices_it_too(desk: Desk) -> None:
    desk.ticket(signal(symbol="BTC/USDT"))
    assert desk.router.mark("alpha", {"ETHUSDT": 1.0}, NOW) is True
    answer = desk.router.mark("alpha", {"BTC-USD": 1.0}, NOW)
    assert isinstance(answer, Refusal)
    assert answer.code is Code.STOPPED


def test_what_nobody_prices_is_not_watched(stop: LocalStop) -> None:
    assert stop.check(NOW + timedelta(days=1)) is True
    assert code(stop.check(NOW + timedelta(days=1, seconds=1))) is Code.MARKS_STALE
    assert stop.mark({BTC: 100.0}, NOW + timedelta(days=2)) is True


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b'{"v": 2}', b'{"v": 1, "start_usd": 0}'],
)
def test_a_damaged_account_refuses_and_is_left_alone(stop: LocalStop, data: bytes) -> None:
    stop.path.write_bytes(data)
    assert code(stop.check(NOW)) is Code.STOP_UNREADABLE
    assert code(stop.open(250.0, 250.0, {}, NOW)) is Code.STOP_UNREADABLE
    assert stop.path.read_bytes() == data


def test_an_account_that_holds_what_has_no_price_is_damaged(stop: LocalStop) -> None:
    fields = json.loads(stop.path.read_bytes())
    stop.path.write_text(json.dumps({**fields, "marks": {}}), encoding="utf-8")
    assert code(stop.check(NOW)) is Code.STOP_UNREADABLE


def test_before_the_first_live_ticket_there_is_nothing_to_mark(tmp_path: Path) -> None:
    assert LocalStop(tmp_path, "alpha").mark({BTC: 1.0}, NOW) is True
    assert not list(tmp_path.iterdir())


PRICES = st.floats(1, 1000)


@given(st.lists(st.tuples(st.floats(-5, 5), PRICES), min_size=1, max_size=20), st.floats(1, 9999))
def test_equity_is_start_plus_what_every_fill_won(
    trades: list[tuple[float, float]], last: float
) -> None:
    account = opened(1000.0, 1e9, {}, NOW)
    for number, (quantity, price) in enumerate(trades):
        account = filled(account, Fill(str(number), BTC, quantity, price, 0.0), NOW)
    account = marked(account, {BTC: last}, NOW)
    won = sum(quantity * (last - price) for quantity, price in trades)
    assert account.equity_usd == pytest.approx(1000 + won, rel=1e-6, abs=1e-3)


@given(st.lists(PRICES, max_size=20), st.lists(st.floats(0, 1e4), max_size=5))
def test_a_latch_never_opens_and_a_limit_never_rises(
    prices: list[float], limits: list[float]
) -> None:
    account = filled(opened(250.0, 250.0, {}, NOW), BUY, NOW)
    before: Account = account
    for price in prices:
        account = watched(marked(account, {BTC: price}, NOW), NOW)
        assert before.latch is None or account.latch == before.latch
        assert account.high_usd >= before.high_usd
        before = account
    for limit in limits:
        account = tightened(account, limit)
    assert account.limit_bps == min([250.0, *limits])


def test_the_router_feeds_it_and_obeys_it(desk: Desk) -> None:
    desk.ticket(signal())
    assert code(desk.router.mark("alpha", {BTC: 90.0}, NOW)) is Code.STOPPED
    assert desk.refusal(signal("FLAT")).code is Code.STOPPED
    assert code(desk.gate.may_trade("alpha", "momentum", NOW)) is Code.STOPPED
    assert desk.gate.may_trade("beta", "momentum", NOW) is True


def test_a_stop_that_a_person_ended_goes_on_with_what_is_held(desk: Desk) -> None:
    desk.ticket(signal())
    desk.router.mark("alpha", {BTC: 90.0}, NOW)
    LocalStop(desk.terms.home, "alpha").path.unlink()
    desk.ticket(signal("FLAT"), 99.0)
    account = json.loads(LocalStop(desk.terms.home, "alpha").path.read_bytes())
    assert account["held"] == {}
    lost = 2 * (100.02 - 99 * 0.9998) + 2 * 99 * 0.9998 * 0.001
    assert account["start_usd"] + account["cash_usd"] == pytest.approx(250 - lost, abs=0.05)


def test_a_lease_that_loosens_it_is_not_believed(desk: Desk) -> None:
    desk.ticket(signal())
    desk.change("budget.local_stop_bps", 1e9)
    desk.change("sequence", 8)
    desk.ticket(signal("SHORT"), 99.9)
    assert desk.refusal(
        signal("FLAT", ts=(NOW + timedelta(minutes=1)).isoformat()), 104.0
    ).code is (Code.STOPPED)


def test_the_environment_tightens_it(desk: Desk) -> None:
    desk = desk.told(drawdown_bps=10.0)
    desk.ticket(signal())
    assert code(desk.router.mark("alpha", {BTC: 99.8}, NOW)) is Code.STOPPED
