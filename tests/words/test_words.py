from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import instant
from bot.words.canonical import digest, encode
from bot.words.stage import MAY_RUN, MAY_TRADE, Stage, safer
from bot.words.text import printable

stages = st.sampled_from(list(Stage))
moments = st.datetimes(
    min_value=datetime(1980, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(instant.floor_ms)


@given(moments)
def test_an_instant_survives_being_written(moment: datetime) -> None:
    assert instant.parse(instant.render(moment)) == moment
    assert instant.from_ms(instant.to_ms(moment)) == moment


@given(moments, moments)
def test_written_instants_sort_as_time(one: datetime, other: datetime) -> None:
    assert (instant.render(one) < instant.render(other)) == (one < other)


def test_an_offset_is_turned_into_utc_and_finer_time_is_cut() -> None:
    parsed = instant.parse("2026-11-21T10:00:00.123999+01:00")
    assert instant.render(parsed) == "2026-11-21T09:00:00.123Z"


@pytest.mark.parametrize("text", ["2026-11-21T10:00:00", "2026-11-21", "noon", "", "1763700000"])
def test_a_time_without_a_zone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"zone|isoformat"):
        instant.parse(text)


def test_day_and_month_are_those_of_utc() -> None:
    late = datetime(2026, 11, 30, 23, 59, tzinfo=UTC) + timedelta(minutes=2)
    assert (instant.day_of(late), instant.month_of(late)) == ("2026-12-01", "2026-12")


@given(stages, stages, stages)
def test_joining_stages_is_a_lattice(one: Stage, two: Stage, three: Stage) -> None:
    assert safer(one, two) == safer(two, one)
    assert safer(one, safer(two, three)) == safer(safer(one, two), three)
    assert safer(one, one) == one


def test_the_order_of_safety() -> None:
    order = ["killed", "quarantined", "paused", "shadow", "canary", "live"]
    for safe, daring in pairwise(order):
        assert safer(Stage(safe), Stage(daring)) == safe
    assert set(MAY_TRADE) == {"canary", "live"}
    assert Stage.KILLED not in MAY_RUN


def test_canonical_json_has_one_form() -> None:
    assert encode({"b": 1, "a": ["é", None]}) == '{"a":["é",null],"b":1}'.encode()
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_canonical_json_has_no_nan(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        encode(value)


@given(st.text(max_size=300))
def test_printable_text_is_bounded_and_shows_every_trick(text: str) -> None:
    shown = printable(text, 80)
    assert shown.isprintable()
