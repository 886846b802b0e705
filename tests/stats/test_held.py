from bot.ledger.terms import Cost, Terms
from bot.stats.held import days_of, held_on, lay_out
from bot.stats.inputs import Price
from tests.ledger.build import signal

TERMS = Terms(Cost(8.0, 4.0), {("files", "BTC"): Cost(20.0, 4.0)})
DAY = "2026-03-02"
VIEWS = [
    ("ann/1", signal(10, name="a")),
    ("ann/1", signal(70, "SHORT", name="b")),
    ("bob/2", signal(-1400, "LONG", "ETH", name="c")),
]


def test_a_view_of_the_day_before_is_held_until_its_horizon_is_over() -> None:
    held = held_on(DAY, VIEWS, TERMS)
    assert (held.names, held.assets) == (("ann/1", "bob/2"), ("BTC", "ETH"))
    assert held.net[:, 0, 0].tolist() == [0.0, 1.0] + [0.0] * 22
    assert held.gross[:, 0, 0].tolist() == [0.0, 1.0] + [2.0] * 22
    assert held.holders(0) == ["bob/2"]
    assert held.holders(1) == ["ann/1"]
    assert days_of(DAY, TERMS) == ["2026-02-28", "2026-03-01", DAY]


def test_an_hour_is_laid_out_by_the_rows_that_are_known() -> None:
    held = held_on(DAY, VIEWS, TERMS)
    prices = {"BTC": Price(30.0, "files"), "SOL": Price(1.0, "files")}
    laid = lay_out(held, 1, prices, {"zed/1": 0, "ann/1": 1}, TERMS)
    assert list(laid.symbols) == ["BTC", "SOL"]
    assert laid.hour.net.tolist() == [[0.0, 0.0], [1.0, 0.0]]
    assert laid.hour.cost.tolist() == [0.0, 1.0]
    assert laid.unit_cost.tolist() == [1.0, 0.5]


def test_what_is_held_without_a_price_is_laid_out_without_a_return() -> None:
    laid = lay_out(held_on(DAY, VIEWS, TERMS), 0, {}, {"bob/2": 0}, TERMS)
    assert list(laid.symbols) == ["ETH"]
    assert laid.hour.returns.tolist() != laid.hour.returns.tolist()
    assert laid.hour.cost.tolist() == [0.5]


def test_nobody_and_nothing_is_an_empty_hour() -> None:
    laid = lay_out(held_on(DAY, [], TERMS), 5, {}, {}, TERMS)
    assert laid.hour.net.shape == (0, 0)
