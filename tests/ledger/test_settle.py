"""Settlements by hand: each row of the table says what happened and what is owed."""

import pytest

from bot.ledger.candles import Series
from bot.ledger.due import Pair
from bot.ledger.settle import Book, Outcome, Refusal, settle
from bot.ledger.settlements import Status
from bot.ledger.terms import HOUR_MS, MINUTE_MS, Cost, Retry, Terms
from tests.ledger.build import TERMS, at, path, signal, text_at

DAY = [(0, 1600)]
# Received 30 seconds after minute 9: entry at minute 10, exits at 70, 250 and 1450.
PRICES = {
    9: 90.0, 10: 100.0, 11: 110.0, 69: 1.0, 70: 101.0, 71: 1.0, 249: 1.0, 250: 98.0,
    1449: 1.0, 1450: 120.0, 1451: 1.0,
}  # fmt: skip


def run(pair: Pair, *books: Book, minute: float = 1600, terms: Terms = TERMS) -> Outcome:
    return settle([pair], books, terms, at(minute))


def book(series: Series, venue: str = "binance") -> Book:
    return Book(venue, {"BTC": series})


@pytest.mark.parametrize(
    ("direction", "horizon", "exit_minute", "exit_price", "gross", "net"),
    [
        ("LONG", 1, 70, 101.0, 100.0, 90.0),
        ("SHORT", 1, 70, 101.0, -100.0, -110.0),
        ("LONG", 4, 250, 98.0, -200.0, -210.0),
        ("SHORT", 4, 250, 98.0, 200.0, 190.0),
        ("LONG", 24, 1450, 120.0, 2000.0, 1990.0),
        ("SHORT", 24, 1450, 120.0, -2000.0, -2010.0),
    ],
)
def test_both_directions_at_all_horizons(
    direction: str, horizon: int, exit_minute: int, exit_price: float, gross: float, net: float
) -> None:
    outcome = run(Pair(signal(9.5, direction), horizon), book(path(PRICES, DAY)))
    (row,) = outcome.rows
    assert (row.entry_at, row.entry_price) == (text_at(10), 100.0)
    assert (row.exit_at, row.exit_price) == (text_at(exit_minute), exit_price)
    assert (row.gross_bps, row.fee_bps, row.slippage_bps, row.net_bps) == (gross, 8.0, 2.0, net)
    assert (row.status, row.venue, row.price_version) == (Status.SETTLED, "binance", 1)
    assert row.settled_at == text_at(1600)
    assert outcome.left == ()


def test_a_fall_of_a_fifth_pays_a_short_two_thousand() -> None:
    (row,) = run(Pair(signal(0, "SHORT"), 1), book(path({0: 100.0, 60: 80.0}, DAY))).rows
    assert row.gross_bps == 2000.0


@pytest.mark.parametrize(
    ("minute", "entry"),
    [(9.5, 10), (10.0, 10), (10.0001, 11)],
    ids=["within a minute", "on the minute", "just after"],
)
def test_entry_is_the_first_candle_that_opens_at_receipt_or_later(
    minute: float, entry: int
) -> None:
    prices = {9: 90.0, 10: 100.0, 11: 110.0, entry + 60: 120.0}
    (row,) = run(Pair(signal(minute), 1), book(path(prices, DAY))).rows
    assert row.entry_at == text_at(entry)
    assert row.exit_at == text_at(entry + 60)


UNKNOWN = "candles of the exit are not known"
CASES = {
    "exit candle has not closed": ({10: 1.0, 70: 2.0}, [(0, 1600)], 70.9, "exit are not known"),
    "exit candle has closed": ({10: 1.0, 70: 2.0}, [(0, 1600)], 71, ""),
    "short gap at the entry": ({12: 1.0, 72: 2.0}, DAY, 1600, ""),
    "gap of just what is allowed": ({10: 1.0, 85: 2.0}, DAY, 1600, ""),
    "gap of more than is allowed": ({10: 1.0, 86: 2.0}, DAY, 1600, "15 minutes of the exit"),
    "long gap at the entry": ({26: 1.0, 86: 2.0}, DAY, 1600, "15 minutes of the entry"),
    "outage across the exit": ({10: 1.0, 69: 1.5, 74: 2.0}, [(0, 70), (74, 1600)], 1600, UNKNOWN),
    "outage just before the exit": ({10: 1.0, 70: 2.0}, [(0, 60), (70, 1600)], 1600, ""),
    "hole between moment and candle": ({10: 1.0, 72: 2.0}, [(0, 71), (72, 1600)], 1600, UNKNOWN),
    "nothing known at the entry": ({11: 1.0, 70: 2.0}, [(11, 1600)], 1600, "entry are not known"),
    "nothing known at all": ({}, [], 1600, "entry are not known"),
}  # fmt: skip


@pytest.mark.parametrize(("prices", "known", "minute", "reason"), CASES.values(), ids=CASES)
def test_gaps_and_outages(
    prices: dict[int, float], known: list[tuple[int, int]], minute: float, reason: str
) -> None:
    outcome = run(Pair(signal(9.5), 1), book(path(prices, known)), minute=minute)
    assert bool(outcome.rows) == (not reason)
    assert [reason in left.reasons[0] for left in outcome.left] == [True] * bool(reason)
    assert not any(left.final for left in outcome.left)


def test_a_gap_moves_the_exit_by_as_much_as_the_entry() -> None:
    (row,) = run(Pair(signal(9.5), 1), book(path({12: 1.0, 72: 2.0}, DAY))).rows
    assert (row.entry_at, row.exit_at) == (text_at(12), text_at(72))


def test_both_legs_are_of_the_first_venue_that_has_both() -> None:
    broken = book(path({10: 100.0}, [(0, 60)]), "binance")
    whole = book(path({10: 200.0, 70: 202.0}, DAY), "coinbase")
    (row,) = run(Pair(signal(9.5), 1), broken, whole).rows
    assert (row.venue, row.entry_price, row.exit_price) == ("coinbase", 200.0, 202.0)
    (row,) = run(Pair(signal(9.5), 1), whole, broken).rows
    assert row.venue == "coinbase"


def test_what_no_venue_lists_is_final_and_says_what_each_said() -> None:
    gone = {"BTC": Refusal("does not list BTC", final=True)}
    down = {"BTC": Refusal("HTTP 451", final=False)}
    (left,) = run(Pair(signal(9.5), 1), Book("a", {}, gone), Book("b", {}, gone)).left
    assert left.final
    assert left.reasons == ("a: does not list BTC", "b: does not list BTC")
    (left,) = run(Pair(signal(9.5), 1), Book("a", {}, gone), Book("b", {}, down)).left
    assert not left.final
    (left,) = run(Pair(signal(9.5), 1), Book("a")).left
    assert not left.final


def test_flat_is_recorded_and_not_scored() -> None:
    (row,) = run(Pair(signal(9.5, "FLAT"), 24), book(path(PRICES, DAY))).rows
    assert row.status == Status.RECORDED
    assert (row.entry_price, row.exit_price, row.net_bps, row.venue) == (None, None, None, None)


def test_costs_are_those_of_the_venue_and_the_asset() -> None:
    terms = Terms(
        default_cost=Cost(10, 5),
        costs={("binance", ""): Cost(6, 3), ("binance", "BTC"): Cost(4, 1)},
    )
    assert terms.cost("coinbase", "BTC") == Cost(10, 5)
    assert terms.cost("binance", "ETH") == Cost(6, 3)
    series = path({10: 100.0, 70: 101.0}, DAY)
    (row,) = run(
        Pair(signal(9.5, symbol="btc-usdt"), 1), Book("binance", {"btc-usdt": series}), terms=terms
    ).rows
    assert (row.fee_bps, row.slippage_bps, row.net_bps) == (4, 1, 95.0)


def test_a_row_has_the_fields_that_are_promised_and_no_others() -> None:
    (row,) = run(Pair(signal(9.5), 1), book(path(PRICES, DAY))).rows
    assert set(row.wire()) == {
        "v", "signal_id", "agent", "strategy_class", "run_id", "fingerprint", "symbol", "direction",
        "ts", "received_at", "settled_at", "horizon_hours", "entry_at", "exit_at", "entry_price",
        "exit_price", "venue", "gross_bps", "fee_bps", "slippage_bps", "net_bps", "regime",
        "confidence", "score_final", "price_version", "status",
    }  # fmt: skip


def test_the_wait_between_tries_doubles_up_to_a_limit() -> None:
    retry = Retry(first_ms=30 * MINUTE_MS, longest_ms=6 * HOUR_MS)
    waits = [retry.wait_ms(tries) // MINUTE_MS for tries in (1, 2, 3, 4, 5, 6, 1000)]
    assert waits == [30, 60, 120, 240, 360, 360, 360]
