import pytest

from bot.words.strict_json import parse, parse_object


def test_json_is_read() -> None:
    assert parse_object(b'{"a": [1, 2.5, null, "\xc3\xa9"]}') == {"a": [1, 2.5, None, "é"]}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a": 1', "it is not JSON: Expecting ',' delimiter at line 1 column 8"),
        (b"", "it is not JSON: Expecting value at line 1 column 1"),
        (b"{} {}", "it is not JSON: Extra data at line 1 column 4"),
        (b'{"a": "\xff"}', "byte 8 is not UTF-8"),
        (b'{"a": NaN}', "NaN is not a number that may be stored"),
        (b'{"a": -Infinity}', "-Infinity is not a number that may be stored"),
        (b'{"a": 1e999}', "1e999 is not a number that may be stored"),
        (b'{"a": {"b": 1, "b": 2}}', "the key 'b' stands there twice"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b"[]", "it is not a JSON object"),
    ],
)
def test_what_is_not_strict_json_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 the reason is compared whole
        parse_object(data)
    assert str(refusal.value) == reason


def test_any_value_may_be_parsed() -> None:
    assert parse(b"3") == 3
