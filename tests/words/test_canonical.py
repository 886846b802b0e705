import json
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.canonical import Json, encode_page

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=40,
)


class Colour(StrEnum):
    RED = "red"


def plainly(value: Json) -> bytes:
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode() + b"\n"


@given(VALUES)
def test_a_page_is_what_the_library_writes_with_an_indent_of_one(value: Json) -> None:
    assert encode_page(value) == plainly(value)


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        (),
        {"b": {}, "a": [[], [{}]]},
        {"a": (1, 2.0, -0.0, 1e16, 1e-7, 10**40, True, None)},
        {'é\u2028\x00"\\/': "\U0001f916\n\t\x7f"},
        {"colour": Colour.RED, "of": [Colour.RED]},
        "alone",
    ],
)
def test_corners_of_a_page_too(value: Json) -> None:
    assert encode_page(value) == plainly(value)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("depth", [None, 2])
def test_what_is_no_number_is_not_written(number: float, depth: int | None) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode_page({"a": {"b": [number]}}, depth)


def test_half_a_character_is_not_written() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode_page({"a": "\ud800"})


def test_what_json_has_no_form_for_is_not_written() -> None:
    with pytest.raises(TypeError):
        encode_page({"a": {1, 2}})  # type: ignore[dict-item]
