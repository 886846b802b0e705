from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stats.measures import Slice
from bot.stats.tally import Tally, TradeTally, joined
from bot.stats.tally_wire import read, write
from bot.words.canonical import encode
from bot.words.strict_json import parse_object
from tests.stats.build import TALLIES


@given(TALLIES)
def test_a_tally_comes_back_as_it_was_written(tally: Tally) -> None:
    assert read(parse_object(encode(write(tally)))) == tally


@pytest.mark.parametrize(
    "record",
    [
        {"runs": {"runs": "many"}},
        {"runs": {"runs": -1}},
        {"runs": {"runs": 10**400}},
        {"runs": {"strange": 1}},
        {"runs": 7},
        {"views": {"brier": [1]}},
        {"views": {"bins": {"x": [1, 1.0, 1]}}},
        {"trades": {"nets": [None]}},
        {"trades": {"nets": [1e308]}},
        {"trades": {"symbols": {"BTC": [1, {}, 0, 0]}}},
        {"trades": {"symbols": {"BTC": [1]}}},
        {"path": {"hours": []}},
    ],
)
def test_what_is_no_tally_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        read(record)


def test_nothing_is_written_as_nothing() -> None:
    assert write(Tally()) == {}
    assert read({}) == Tally()
    assert joined([]) == Tally()


@given(st.lists(TALLIES, min_size=1, max_size=6), st.data())
def test_days_in_any_groups_give_the_same_bytes(days: list[Tally], data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(days))))
    groups = [days[start:end] for start, end in pairwise(sorted({0, *cuts, len(days)}))]
    whole = encode(write(joined(days)))
    assert encode(write(joined(map(joined, groups)))) == whole


@given(st.lists(TALLIES, max_size=5))
def test_a_span_is_the_exact_sum_of_its_days(days: list[Tally]) -> None:
    span = joined(days)
    assert span.trades.nets == tuple(net for day in days for net in day.trades.nets)
    assert Fraction(str(span.runs.cost_usd)) == sum(Fraction(str(d.runs.cost_usd)) for d in days)
    assert Fraction(str(span.path.return_bps)) == sum(
        Fraction(str(day.path.return_bps)) for day in days
    )
    assert span.views.brier.n == sum(day.views.brier.n for day in days)
    assert sum(span.runs.latencies.values()) == sum(
        count for day in days for count in day.runs.latencies.values()
    )


def test_slices_of_one_name_add_up_and_others_stand_beside() -> None:
    monday = Tally(trades=TradeTally(symbols={"ETH": Slice(1, -2.0, 0, 0)}))
    tuesday = Tally(
        trades=TradeTally(symbols={"BTC": Slice(1, 1.0, 1, 0), "ETH": Slice(2, 3.0, 1, 0)})
    )
    found = joined([monday, tuesday]).trades.symbols
    assert list(found.items()) == [("BTC", Slice(1, 1.0, 1, 0)), ("ETH", Slice(3, 1.0, 1, 0))]


def test_sums_that_cancel_leave_no_negative_zero() -> None:
    day = Tally(trades=TradeTally(symbols={"BTC": Slice(1, -0.00001, 0, 0)}))
    assert encode(write(joined([day]))) == b'{"trades":{"symbols":{"BTC":[1,0.0,0,0]}}}'
