import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from bot.stats.discovery import adjusted


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=40))
def test_it_agrees_with_scipy(p_values: list[float]) -> None:
    expected = false_discovery_control(p_values, method="bh").tolist()
    assert adjusted(p_values) == pytest.approx(expected, abs=1e-12)


def test_nothing_to_judge() -> None:
    assert adjusted([]) == []
