"""Filling goes round until nobody is above; holding down only ever takes away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.caps import fill, hold_down, totals

SHARE = st.floats(min_value=0.0, max_value=1.0)


@pytest.mark.parametrize(
    ("shares", "caps", "filled"),
    [
        ({}, {}, {}),
        ({"a": 1.0}, {"a": 0.2}, {"a": 0.2}),
        ({"a": 0.5, "b": 0.5}, {"a": 0.2, "b": 0.2}, {"a": 0.2, "b": 0.2}),
        ({"a": 0.6, "b": 0.4}, {"a": 0.5, "b": 1.0}, {"a": 0.5, "b": 0.5}),
        # What a leaves lifts b above its own cap, and what both leave goes to c.
        (
            {"a": 0.6, "b": 0.3, "c": 0.1},
            {"a": 0.4, "b": 0.4, "c": 0.4},
            {"a": 0.4, "b": 0.4, "c": 0.2},
        ),
        ({"a": 1.0, "b": 0.0}, {"a": 0.4, "b": 0.4}, {"a": 0.4, "b": 0.0}),
        ({"a": 0.5, "b": 0.5}, {"a": 0.0, "b": 0.7}, {"a": 0.0, "b": 0.7}),
        ({"a": 0.0, "b": 0.0}, {"a": 0.4, "b": 0.4}, {"a": 0.0, "b": 0.0}),
        ({"a": 1.0, "b": 5e-324}, {"a": 0.4, "b": 0.4}, {"a": 0.4, "b": 0.4}),
    ],
)
def test_fill(shares: dict[str, float], caps: dict[str, float], filled: dict[str, float]) -> None:
    assert fill(shares, caps) == pytest.approx(filled)


@given(st.lists(st.tuples(st.floats(0.001, 1.0), SHARE), min_size=1, max_size=12))
def test_filled_is_full_or_everybody_is_at_their_cap(agents: list[tuple[float, float]]) -> None:
    total = sum(share for share, _ in agents)
    shares = {str(at): share / total for at, (share, _) in enumerate(agents)}
    caps = {str(at): cap for at, (_, cap) in enumerate(agents)}
    filled = fill(shares, caps)
    assert all(filled[name] <= caps[name] for name in caps)
    assert sum(filled.values()) == pytest.approx(min(1.0, sum(caps.values())))


PARTS = {"a": {"BTC": 1.0}, "b": {"BTC": 0.5, "ETH": 0.5}, "c": {"SOL": 1.0}}


@pytest.mark.parametrize(
    ("weights", "held"),
    [
        ({"a": 0.3, "b": 0.2, "c": 0.2}, {"a": 0.3, "b": 0.2, "c": 0.2}),
        # 0.5 of BTC at most 0.4: both are cut to four fifths, also the half of b that is ETH.
        ({"a": 0.4, "b": 0.2, "c": 0.4}, {"a": 0.32, "b": 0.16, "c": 0.4}),
        ({"a": 0.0, "b": 0.0, "c": 1.0}, {"a": 0.0, "b": 0.0, "c": 0.4}),
    ],
)
def test_hold_down(weights: dict[str, float], held: dict[str, float]) -> None:
    assert hold_down(weights, PARTS, lambda _: 0.4) == pytest.approx(held)


@given(st.lists(st.tuples(SHARE, SHARE, SHARE), min_size=1, max_size=8), SHARE, SHARE)
def test_no_group_is_above_its_cap(
    agents: list[tuple[float, float, float]], one: float, other: float
) -> None:
    weights = {str(at): weight for at, (weight, _, _) in enumerate(agents)}
    parts = {str(at): {"x": x, "y": y} for at, (_, x, y) in enumerate(agents)}
    caps = {"x": one, "y": other}
    held = hold_down(weights, parts, caps.__getitem__)
    assert all(0.0 <= held[name] <= weights[name] for name in weights)
    assert all(total <= caps[group] + 1e-12 for group, total in totals(held, parts).items())
