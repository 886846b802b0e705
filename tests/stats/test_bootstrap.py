"""Days drawn anew: whichever are drawn, the deepest fall is that of their hours in a row."""

from itertools import accumulate, chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stats import bootstrap as bs

STEPS = st.lists(st.integers(-50, 50).map(float), min_size=1, max_size=5)


@given(st.lists(STEPS, min_size=1, max_size=6), st.data())
def test_a_fall_of_drawn_days_is_that_of_their_hours(
    days: list[list[float]], data: st.DataObject
) -> None:
    drawn = data.draw(st.lists(st.integers(0, len(days) - 1), min_size=1, max_size=8))
    levels = [0.0, *accumulate(chain.from_iterable(days[day] for day in drawn))]
    peaks = accumulate(levels, max)
    wanted = max(peak - level for peak, level in zip(peaks, levels, strict=True))
    rows = np.array([bs.course(day) for day in days])[np.array([drawn])]
    assert bs.drawdown(rows).tolist() == [wanted]


def test_what_fell_within_one_day_lies_in_the_interval_of_the_deepest_fall() -> None:
    storm, calm = [80.0, -90.0, 60.0], [1.0, 0.0, 1.0]
    days = [bs.course(storm if day % 3 == 0 else calm) for day in range(30)]
    found = bs.interval(days, bs.drawdown, bs.draws(30, 500), 0.9)
    assert found is not None
    assert found.low == pytest.approx(90.0)
    assert found.high >= 90.0


def test_a_day_that_only_one_has_stands_still() -> None:
    assert bs.course([]) == bs.STILL
