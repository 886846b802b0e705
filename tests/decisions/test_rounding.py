from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.rounding import adding_up, book_down, book_share, share_down, shown


@pytest.mark.parametrize(
    ("share", "down"),
    [
        (0.0, 0.0),
        (1.0, 1.0),
        (1 / 3, 0.333333333),
        (0.1 + 0.2, 0.3),
        (0.35 * 0.2, 0.07),
        (0.0699999999, 0.069999999),
        (4e-10, 0.0),
    ],
)
def test_shares_are_rounded_down(share: float, down: float) -> None:
    assert share_down(share) == down


@given(st.integers(0, 10**6))
def test_gross_and_cash_make_exactly_one(millionths: int) -> None:
    gross = book_share(millionths / 1e6)
    assert gross + book_share(1.0 - gross) == 1.0
    assert book_down(gross) == gross


@pytest.mark.parametrize(
    ("parts", "rounded"),
    [
        ({}, {}),
        ({"a": 0.05}, {"a": 0.0}),
        ({"a": 0.35}, {"a": 0.4}),
        ({"a": 1.04, "b": 1.04, "c": 1.04}, {"a": 1.1, "b": 1.0, "c": 1.0}),
        ({"a": -1.04, "b": 1.04}, {"a": -1.0, "b": 1.0}),
        ({"a": -0.04}, {"a": 0.0}),
        ({"a": 10.01, "b": -10.01, "c": 0.5}, {"a": 10.0, "b": -10.0, "c": 0.5}),
    ],
)
def test_the_largest_remainders_are_raised(
    parts: dict[str, float], rounded: dict[str, float]
) -> None:
    assert adding_up(parts, sum(parts.values()), 1) == rounded


def test_parts_of_something_else_are_refused() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        adding_up({"a": 1.0}, 2.0, 1)


@given(st.dictionaries(st.text(max_size=2), st.floats(-1e6, 1e6), max_size=30), st.integers(0, 4))
def test_parts_add_up_to_the_last_digit_and_stay_near(parts: dict[str, float], digits: int) -> None:
    total = sum(map(Decimal, parts.values()))
    rounded = adding_up(parts, float(total), digits)
    assert sum(Decimal(str(one)) for one in rounded.values()) == Decimal(
        str(shown(float(total), digits))
    )
    assert all(abs(rounded[name] - part) <= 10**-digits + 1e-9 for name, part in parts.items())
