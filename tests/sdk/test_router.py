"""Signals become tickets in the order of docs/router.md, and each of them once."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from math import nan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger import symbols
from bot.sdk.allocation import Standing
from bot.sdk.assets import asset
from bot.sdk.book import Book
from bot.sdk.fields import render
from bot.sdk.gate import Gate
from bot.sdk.home import held
from bot.sdk.journal import Journal, write_line
from bot.sdk.leave import Sight
from bot.sdk.refusal import Code, Refusal
from bot.sdk.ticket import Ticket
from tests.sdk.desk import AGENT, KILLS, LEASE, NOW, Desk, signal

HOUR = timedelta(hours=1)
TICKET = Ticket(
    key="key",
    signal_id="s",
    agent="alpha",
    strategy_class="momentum",
    symbol="BTC/USDT",
    mode="live",
    at="2026-11-21T06:30:00.000Z",
    move_usd=200.0,
    target_usd=200.0,
    new_risk_usd=200.0,
    bound_by="weight",
    lease=7,
    price=100.0,
    quantity=2.0,
)
DOC = Path(__file__).parents[2] / "docs" / "router.md"


def test_a_live_ticket_is_carried_out_and_written_down(desk: Desk) -> None:
    ticket = desk.ticket(signal())
    assert (ticket.mode, ticket.side, ticket.size_usd, ticket.bound_by) == (
        "live",
        "BUY",
        200.0,
        "weight",
    )
    assert ticket.fill is not None
    assert ticket.fill.quantity == 2.0
    assert ticket.fill.price == pytest.approx(100.02)
    assert ticket.fill.fee_usd == pytest.approx(2 * 100.02 * 0.001)
    assert [line["kind"] for line in desk.lines("live")] == ["intent", "fill"]
    assert desk.lines("shadow") == []


def test_a_shadow_ticket_says_what_it_would_have_done(desk: Desk) -> None:
    desk = desk.told(told_live=False)
    ticket = desk.ticket(signal(), price=None)
    assert (ticket.mode, ticket.side, ticket.size_usd, ticket.fill) == (
        "shadow",
        "BUY",
        200.0,
        None,
    )
    written = desk.lines("shadow")
    assert [line["ticket"]["move_usd"] for line in written] == [200.0]
    assert desk.lines("live") == desk.lines("paper") == []


@pytest.mark.parametrize("live", [True, False])
def test_the_same_signal_again_is_the_same_ticket(desk: Desk, *, live: bool) -> None:
    desk = desk.told(told_live=live)
    first = desk.ticket(signal())
    router = desk.router
    assert router.route(signal(), 105.0, NOW + 2 * HOUR) == first
    assert router.route(signal(), None, NOW) == first
    assert len(desk.lines("paper")) == int(live)


def test_ten_threads_with_one_signal_order_once(desk: Desk) -> None:
    router = desk.router
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: router.route(signal(), 100.0, NOW), range(10)))
    assert len(set(map(repr, answers))) == 1
    assert len(desk.lines("paper")) == 1


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (lambda desk: desk.kills(b"v: 1\nall: true\n"), Code.KILLED),
        (lambda desk: desk.change("killed.agents", ["alpha"]), Code.KILLED),
        (lambda desk: desk.change("valid_until", "2026-11-21T06:20:00.000Z"), Code.LEASE_EXPIRED),
    ],
    ids=["kill list", "lease", "time"],
)
def test_a_kill_that_came_while_it_waited_in_line_bites(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Desk], None], code: Code
) -> None:
    monkeypatch.setattr("bot.sdk.router.FRESH_SECONDS", 0.0)
    with ThreadPoolExecutor() as pool:
        with held(desk.terms.home / "tickets.lock"):
            waiting = pool.submit(desk.route, signal())
            until = time.monotonic() + 5
            while not (desk.terms.home / "lease-seen.json").exists():
                assert time.monotonic() < until
                time.sleep(0.01)
            time.sleep(0.1)
            meanwhile(desk)
        answer = waiting.result()
    assert isinstance(answer, Refusal)
    assert answer.code is code


def test_a_refused_signal_may_be_routed_again(desk: Desk) -> None:
    desk.kills(b"v: 1\nall: true\n")
    assert desk.refusal(signal()).code is Code.KILLED
    desk.kills(KILLS)
    assert desk.ticket(signal()).mode == "live"
    (noted,) = desk.lines("refused")
    assert (noted["code"], noted["agent"], noted["direction"]) == ("killed", "alpha", "LONG")


SIGNALS: list[dict[str, Any]] = [
    {"direction": "long"},
    {"direction": None},
    {"symbol": "two words"},
    {"agent": "../../etc"},
    {"strategy_class": 7},
    {"run_id": None},
    {"confidence": nan},
    {"confidence": 1.1},
    {"confidence": "high"},
    {"ts": "2026-11-21T06:30:00"},
    {"signal_id": "0" * 64},
    {"v": 2},
    {"prob_up": 61},
    {"confidence": 10**400},
]


@pytest.mark.parametrize("wrong", SIGNALS, ids=repr)
def test_a_signal_that_emit_would_not_take_is_refused(desk: Desk, wrong: dict[str, Any]) -> None:
    assert desk.refusal({**signal(), **wrong}).code is Code.SIGNAL


@pytest.mark.parametrize("wrong", [None, [], [signal()], "LONG", 7], ids=repr)
def test_what_is_no_line_at_all_is_refused(desk: Desk, wrong: Any) -> None:  # noqa: ANN401
    assert desk.refusal(wrong).code is Code.SIGNAL
    assert desk.lines("refused")[0]["code"] == "signal"


@pytest.mark.parametrize(
    ("late", "code"),
    [
        (HOUR, None),
        (HOUR + timedelta(seconds=1), Code.SIGNAL_STALE),
        (-timedelta(minutes=2), None),
        (-timedelta(minutes=3), Code.SIGNAL_STALE),
    ],
)
def test_a_signal_has_its_time(desk: Desk, late: timedelta, code: Code | None) -> None:
    desk.change("generated_at", "2026-11-21T05:00:00.000Z")
    desk.change("valid_until", "2026-11-21T09:00:00.000Z")
    answer = desk.route(signal(), now=NOW + late)
    assert (answer.code if isinstance(answer, Refusal) else None) is code


@pytest.mark.parametrize("price", [nan, 0.0, -1.0, None])
def test_a_live_ticket_needs_a_price(desk: Desk, price: float | None) -> None:
    assert desk.refusal(signal(), price).code is Code.NUMBER


def test_a_canary_trades_and_a_shadow_agent_beside_it_does_not(desk: Desk) -> None:
    desk.change("agents.alpha.stage", "canary")
    desk.change("agents.beta.stage", "shadow")
    assert desk.ticket(signal()).mode == "live"
    assert desk.ticket(signal(agent="beta")).mode == "shadow"


@pytest.mark.parametrize("stage", ["shadow", "demoted"])
@pytest.mark.parametrize("live", [True, False])
def test_who_has_no_weight_yet_shows_what_it_would_do(
    desk: Desk,
    stage: str,
    *,
    live: bool,
) -> None:
    """However many there are, they take no room from each other nor from who may trade."""
    desk = desk.told(told_live=live)
    trying = [f"new-{number}" for number in range(6)]
    entry = {**AGENT, "stage": stage, "weight": 0.0, "haircut": 0.5}
    desk.change("agents", {**LEASE["agents"], **dict.fromkeys(trying, entry)})
    for agent in trying:
        ticket = desk.ticket(signal(agent=agent, confidence=0.8))
        assert (ticket.mode, ticket.move_usd, ticket.fill) == ("shadow", 100.0, None)
        assert desk.ticket(signal(agent=agent, confidence=0.8)) == ticket
        close = desk.ticket(signal("FLAT", agent=agent))
        assert (close.move_usd, close.quantity) == (-100.0, -1.0)
    assert desk.lines("shadow") == desk.lines("live") == []
    assert desk.ticket(signal()).move_usd == 200.0


def test_who_may_trade_and_has_no_weight_shows_nothing(desk: Desk) -> None:
    desk.change("agents.alpha.weight", 0.0)
    assert desk.refusal(signal()).code is Code.NO_WEIGHT
    assert desk.told(told_live=False).refusal(signal()).code is Code.NO_WEIGHT


def test_on_trial_no_cap_is_passed(desk: Desk) -> None:
    desk.change("agents.alpha.stage", "shadow")
    desk.change("caps.symbol", 0.1)
    assert desk.ticket(signal()).move_usd == 100.0
    assert desk.told(budget_usd=0.0).refusal(signal(run_id="run-2")).code is Code.NO_WEIGHT


def test_closing_sells_the_quantity_held_whatever_it_is_worth(desk: Desk) -> None:
    desk.ticket(signal())
    later = NOW + timedelta(minutes=5)
    closed = desk.ticket(signal("FLAT", ts=later.isoformat()), 101.0, later)
    assert closed.quantity == -2.0
    assert closed.target_usd == 0.0
    assert desk.refusal(signal("FLAT", run_id="run-2")).code is Code.NO_ROOM


def test_turning_closes_what_is_held_and_opens_at_the_price(desk: Desk) -> None:
    desk.ticket(signal("SHORT"))
    turned = desk.ticket(signal("LONG"), 99.0)
    assert turned.move_usd == 400.0
    assert turned.quantity == pytest.approx(2.0 + 200.0 / 99.0)


def test_agents_of_one_home_are_netted(desk: Desk) -> None:
    desk.change("caps.symbol", 0.3)
    assert desk.ticket(signal(agent="alpha")).move_usd == 200.0
    capped = desk.ticket(signal(agent="beta"))
    assert (capped.move_usd, capped.bound_by) == (100.0, "symbol")
    hedge = desk.ticket(signal("SHORT", agent="beta"))
    assert hedge.target_usd == -200.0
    assert hedge.new_risk_usd == 0.0


def test_the_cap_of_one_symbol_and_of_the_regime(desk: Desk) -> None:
    desk.change("caps.symbols", {"BTC/USDT": 0.1})
    assert desk.ticket(signal()).size_usd == 100.0
    desk.change("agents.alpha.weight", 0.1)
    desk.change("agents.beta.weight", 0.15)
    desk.change("caps.gross", 0.25)
    ticket = desk.ticket(signal(agent="beta", symbol="ETH/USDT"))
    assert (ticket.size_usd, ticket.bound_by) == (150.0, "weight")
    desk.change("caps.gross", 0.2501)
    assert desk.refusal(signal(agent="alpha", symbol="SOL/USDT")).code is Code.NO_ROOM


def test_daily_risk_is_used_up_and_comes_back_the_next_day(desk: Desk) -> None:
    desk.change("budget.daily_new_risk_usd", 250.0)
    assert desk.ticket(signal()).new_risk_usd == 200.0
    second = desk.ticket(signal(symbol="ETH/USDT", agent="beta"))
    assert (second.size_usd, second.bound_by) == (50.0, "daily")
    tomorrow = NOW + timedelta(days=1)
    desk.change("generated_at", "2026-11-22T06:00:00.000Z")
    desk.change("valid_until", "2026-11-22T07:30:00.000Z")
    for agent, symbol in (("alpha", "BTC/USDT"), ("beta", "ETH/USDT")):
        assert desk.router.mark(agent, {symbol: 100.0}, tomorrow) is True
    third = desk.ticket(
        signal(symbol="ETH/USDT", agent="beta", ts=tomorrow.isoformat()), now=tomorrow
    )
    assert third.size_usd == 150.0


@pytest.mark.parametrize(
    ("tighter", "size"),
    [
        ({"budget_usd": 500.0}, 100.0),
        ({"budget_usd": 5000.0}, 200.0),
        ({"position_usd": 30.0}, 30.0),
    ],
)
def test_the_environment_only_tightens(desk: Desk, tighter: dict[str, float], size: float) -> None:
    assert desk.told(**tighter).ticket(signal()).size_usd == size


def test_shadow_and_live_have_a_book_each(desk: Desk) -> None:
    desk.told(told_live=False).ticket(signal())
    assert desk.ticket(signal(run_id="run-2")).size_usd == 200.0


def test_a_torn_line_never_was_and_a_damaged_one_refuses(desk: Desk) -> None:
    desk.ticket(signal())
    path = desk.terms.home / "live" / "2026-11-21.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"v":1,"kind":"int')
    assert desk.ticket(signal(symbol="ETH/USDT", agent="beta")).mode == "live"
    assert len(desk.lines("live")) == 4
    path.write_bytes(b"nonsense\n" + whole)
    assert desk.refusal(signal("FLAT")).code is Code.BOOK_UNREADABLE


def test_a_line_that_only_lacks_its_end_counts(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "lines.jsonl")
    write_line(journal.path, {"n": 1})
    journal.path.write_bytes(journal.path.read_bytes() + b'{"n":2}')
    assert [fields["n"] for fields in journal.news()] == [1, 2]
    write_line(journal.path, {"n": 3})
    assert [fields["n"] for fields in journal.news()] == [3]
    assert [fields["n"] for fields in Journal(journal.path).news()] == [1, 2, 3]


def test_a_book_of_another_version_is_not_guessed_at(tmp_path: Path) -> None:
    write_line(tmp_path / "2026-11-21.jsonl", {"v": 2, "kind": "intent"})
    with pytest.raises(ValueError, match="its version is 2"):
        Book(tmp_path).refresh()


@pytest.mark.parametrize("kept", [True, False], ids=["one process", "a process each day"])
def test_positions_go_on_from_day_to_day(desk: Desk, *, kept: bool) -> None:
    """After five days only the last two files are read, and everything is as it was."""
    desk.change("budget.daily_new_risk_usd", 1000.0)
    router, mode = desk.router, ("LONG", "SHORT", "LONG", "FLAT", "LONG")
    for day, direction in enumerate(mode):
        now = NOW + timedelta(days=day)
        desk.change("generated_at", render(now - HOUR))
        desk.change("valid_until", render(now + HOUR))
        router = router if kept else desk.router
        router.mark("alpha", {"BTC/USDT": 100.0}, now)
        line = signal(direction, ts=render(now))
        ticket = router.route(line, 100.0, now)
        assert isinstance(ticket, Ticket), ticket
        assert router.route(line, 100.0, now) == ticket
        assert desk.router.route(line, 100.0, now) == ticket
        assert ticket.target_usd == {"LONG": 200.0, "SHORT": -200.0, "FLAT": 0.0}[direction]
    assert len(sorted((desk.terms.home / "live").iterdir())) == len(mode)
    for old in sorted((desk.terms.home / "live").iterdir())[:3]:
        old.unlink()
    book = Book(desk.terms.home / "live")
    book.refresh()
    assert book.standing("alpha", "BTC/USDT") == Standing(own=200.0, net=200.0)


def test_a_signal_routed_before_midnight_is_known_after_it(desk: Desk) -> None:
    midnight = NOW.replace(hour=23, minute=59)
    desk.change("generated_at", render(midnight))
    desk.change("valid_until", render(midnight + HOUR))
    first = desk.ticket(signal(ts=render(midnight)), now=midnight)
    later = midnight + timedelta(minutes=5)
    desk.ticket(signal(ts=render(later), agent="beta"), now=later)
    assert desk.ticket(signal(ts=render(midnight)), now=later) == first


def test_an_open_ticket_is_carried_into_the_next_day(tmp_path: Path) -> None:
    book = Book(tmp_path)
    yesterday = replace(TICKET, at="2026-11-20T23:59:59.999Z")
    book.intend(yesterday)
    other = replace(TICKET, key="other", symbol="ETH/USDT")
    book.intend(other)
    for path in sorted(tmp_path.iterdir())[:1]:
        path.unlink()
    again = Book(tmp_path)
    again.refresh()
    assert again.open() == (yesterday, other)


def test_a_clock_that_goes_back_writes_on_in_the_newest_file(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.would(TICKET)
    book.would(replace(TICKET, key="early", at="2026-11-20T23:59:59.999Z"))
    assert [path.stem for path in tmp_path.iterdir()] == ["2026-11-21"]
    assert book.risked_usd("2026-11-20") == book.risked_usd("2026-11-21") == 200.0


@pytest.mark.parametrize(
    "symbol",
    [
        "BTC",
        "btc-usd",
        "BTC/USDT",
        "BTCUSDT",
        "XBT/USD",
        "ETH/BTC",
        "ETHBTC",
        "WBTC",
        "^GSPC",
        "a b",
    ],
)
def test_symbols_are_one_asset_as_in_the_ledger(symbol: str) -> None:
    assert asset(symbol) == symbols.asset(symbol)


@given(st.text(alphabet="ABCDTUSE/-_:109 x", max_size=12))
def test_any_symbol_is_the_asset_that_the_ledger_says(symbol: str) -> None:
    assert asset(symbol) == symbols.asset(symbol)


def test_caps_and_netting_look_through_spellings(desk: Desk) -> None:
    desk.change("caps.symbols", {"BTC": 0.3, "XBT/EUR": 0.1})
    assert desk.ticket(signal(symbol="BTCUSDT")).move_usd == 200.0
    capped = desk.ticket(signal(symbol="btc-usd", agent="beta"))
    assert (capped.move_usd, capped.bound_by) == (100.0, "symbol")


def test_a_lock_that_is_held_too_long_refuses(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sdk.router.held", lambda lock: held(lock, 0.05))
    with held(desk.terms.home / "tickets.lock"):
        assert desk.refusal(signal()).code is Code.BUSY
    assert isinstance(desk.route(signal()), Ticket)


def test_the_page_names_every_code() -> None:
    text = DOC.read_text(encoding="utf-8")
    only_asked_at_the_gate = {Code.LEASE_SHADOW, Code.MODE_SHADOW}
    assert [code for code in set(Code) - only_asked_at_the_gate if f"`{code}`" not in text] == []


def test_agents_do_not_wait_in_line_for_a_slow_server(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four that take half a second each to read take half a second together."""
    router, look = desk.router, Gate.look

    def slow(gate: Gate, now: datetime) -> Sight:
        time.sleep(0.5)
        return look(gate, now)

    monkeypatch.setattr(Gate, "look", slow)
    start = time.monotonic()
    lines = [signal(symbol=symbol) for symbol in ("BTC", "ETH", "SOL", "XRP")]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda line: router.route(line, 100.0, NOW), lines))
    assert time.monotonic() - start < 1.5
