"""A price is made a plain number, or refused, before anything is kept of it."""

from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from bot.sdk.refusal import Code, Refusal
from tests.sdk.desk import Desk, signal

SENSELESS: list[object] = [
    *(nan, inf, -inf, 0, -1, True, "100", "x", [100.0], 1 + 2j, np.complex128(100)),
    *(Decimal("NaN"), Decimal("sNaN"), Decimal("1e400"), 10**400, 10**5000),
]
SENSIBLE: list[object] = [100, Decimal(100), Fraction(100), np.float32(100), np.int64(100)]


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("price", SENSELESS, ids=lambda price: type(price).__name__)
def test_a_senseless_price_is_refused_and_stops_nobody_else(
    desk: Desk,
    price: Any,  # noqa: ANN401 what an agent may hold to be a price
    *,
    live: bool,
) -> None:
    desk = desk.told(told_live=live)
    assert desk.refusal(signal(), price).code is Code.NUMBER
    assert desk.ticket(signal()).price == 100.0


@pytest.mark.parametrize("price", SENSIBLE, ids=lambda price: type(price).__name__)
def test_any_kind_of_number_is_a_price(
    desk: Desk,
    price: Any,  # noqa: ANN401 what an agent may hold to be a price
) -> None:
    ticket = desk.ticket(signal(), price)
    assert (ticket.price, ticket.quantity) == (100.0, 2.0)
    assert desk.router.mark("alpha", {"BTC/USDT": price}) is True


def test_a_price_so_low_that_no_quantity_comes_of_it_is_refused(desk: Desk) -> None:
    assert desk.refusal(signal(), 5e-324).code is Code.NUMBER
    assert desk.ticket(signal()).quantity == 2.0


@pytest.mark.parametrize(
    ("agent", "prices"),
    [
        *(("alpha", {"BTC/USDT": price}) for price in SENSELESS),
        ("alpha", {"two words": 1.0}),
        ("alpha", {None: 1.0}),
        ("alpha", None),
        ("alpha", [100.0]),
        ("../../gate", {"BTC/USDT": 1.0}),
        (None, {"BTC/USDT": 1.0}),
    ],
)
def test_a_senseless_mark_is_refused_and_changes_nothing(
    desk: Desk,
    agent: Any,  # noqa: ANN401 what an agent may call itself
    prices: Any,  # noqa: ANN401 what an agent may hold to be prices
) -> None:
    desk.ticket(signal())
    before = (desk.terms.home / "stops" / "alpha.json").read_bytes()
    answer = desk.router.mark(agent, prices)
    assert isinstance(answer, Refusal)
    assert answer.code is Code.NUMBER
    assert (desk.terms.home / "stops" / "alpha.json").read_bytes() == before
