"""What a share is in proportion to; no number, no share."""

from math import e, inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions.scores import score, shares, standardised
from bot.policy.allocation import Allocation
from bot.stats.measures import Measures
from tests.decisions.fleet import measures

SOFTMAX = Allocation(v=1)
QUALITY = Allocation(v=1, method="quality")


@pytest.mark.parametrize(
    ("given_", "value"),
    [
        (measures(10.0, 100.0), 0.1),
        (measures(10.0, 100.0, multiplier=0.5), 0.05),
        (measures(10.0, 20.0), 0.5),
        (measures(10.0, 19.0), 0.5),
        (measures(10.0, 0.0), 0.5),
        (measures(-10.0, 100.0), -0.1),
        (measures(0.0, 100.0), 0.0),
        (measures(None, 100.0), None),
        (measures(10.0, None), None),
        (measures(nan, 100.0), None),
        (measures(inf, 100.0), None),
        (measures(10.0, nan), None),
        (measures(10.0, 100.0, multiplier=nan), None),
        (Measures(), None),
    ],
)
def test_the_score_of_softmax(given_: Measures, value: float | None) -> None:
    found = score(given_, SOFTMAX)
    assert found.value == (value if value is None else pytest.approx(value))
    assert (found.why == "") == (value is not None)


@pytest.mark.parametrize(
    ("given_", "value"),
    [
        (measures(pnl=200.0, hit=0.6), 220.0),
        (measures(pnl=200.0, hit=0.6, multiplier=1.2), 264.0),
        (measures(pnl=200.0, hit=0.6, errors=0.05), 220.0),
        (measures(pnl=200.0, hit=0.6, errors=0.051), None),
        (measures(pnl=0.1, hit=0.0), 0.05),
        (measures(pnl=0.0), None),
        (measures(pnl=-1.0), None),
        (measures(pnl=None), None),
        (measures(hit=None), None),
        (measures(errors=None), None),
        (measures(pnl=nan), None),
        (measures(hit=nan), None),
        (measures(errors=nan), None),
        (Measures(), None),
    ],
)
def test_the_score_of_quality(given_: Measures, value: float | None) -> None:
    found = score(given_, QUALITY)
    assert found.value == (value if value is None else pytest.approx(value))
    assert (found.why == "") == (value is not None)


def test_softmax_is_of_standard_scores() -> None:
    found = shares({"a": 3.0, "b": 1.0}, SOFTMAX)
    assert found["a"] / found["b"] == pytest.approx(e**2)
    colder = shares({"a": 3.0, "b": 1.0}, SOFTMAX.model_copy(update={"temperature": 2.0}))
    assert colder["a"] / colder["b"] == pytest.approx(e)


@pytest.mark.parametrize("scores", [(5.0, 5.0, 5.0), (0.0, 0.0, 0.0), (0.3, 0.1 + 0.2, 0.3)])
def test_scores_that_do_not_differ_get_the_same(scores: tuple[float, ...]) -> None:
    found = shares(dict(zip("abc", scores, strict=True)), SOFTMAX)
    assert list(found.values()) == [pytest.approx(1 / 3)] * 3


def test_the_scale_of_scores_is_nothing() -> None:
    small = shares({"a": 3e-9, "b": 1e-9, "c": 2e-9}, SOFTMAX)
    assert small == pytest.approx(shares({"a": 3e200, "b": 1e200, "c": 2e200}, SOFTMAX))


def test_quality_is_in_plain_proportion() -> None:
    assert shares({"a": 30.0, "b": 10.0}, QUALITY) == {"a": 0.75, "b": 0.25}
    assert shares({"a": 0.0}, QUALITY) == {"a": 0.0}


def test_nobody_is_nobody() -> None:
    assert shares({}, SOFTMAX) == shares({}, QUALITY) == {}


@given(
    st.dictionaries(st.text(max_size=3), st.floats(allow_nan=False, allow_infinity=False)),
    st.floats(min_value=1e-300, max_value=1e300),
)
def test_any_finite_scores_divide_the_book(scores: dict[str, float], temperature: float) -> None:
    found = shares(scores, SOFTMAX.model_copy(update={"temperature": temperature}))
    assert found.keys() == scores.keys()
    assert all(0.0 <= share <= 1.0 for share in found.values())
    assert sum(found.values()) == pytest.approx(1.0 if scores else 0.0)


@given(
    st.dictionaries(
        st.text(max_size=3), st.floats(min_value=-1e3, max_value=1e3), min_size=2, max_size=9
    )
)
def test_standard_scores_have_mean_zero(scores: dict[str, float]) -> None:
    found = standardised(scores).values()
    assert sum(found) == pytest.approx(0.0, abs=1e-6)
    assert sum(one**2 for one in found) / len(found) == pytest.approx(1.0) or not any(found)
