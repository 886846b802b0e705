import base64
import json
import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.masking import masker

SECRET = "sk-pro j/9+Zü%=secret"  # noqa: S105 - not one
PEM = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----\n"


def masked(text: bytes, *secrets: str) -> bytes:
    return masker(secrets or (SECRET,)).mask(text)


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        re.sub("%..", lambda found: found[0].lower(), quote(SECRET, safe="")),
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        SECRET.encode().hex(),
        SECRET.encode().hex().upper(),
    ],
)
def test_every_form_is_masked(form: str) -> None:
    assert masked(f"key is {form}, keep it".encode()) == b"key is ***, keep it"


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@given(before=st.binary(max_size=7), after=st.binary(max_size=7))
def test_base64_is_masked_wherever_the_secret_stands_in_what_was_encoded(
    encode: object, before: bytes, after: bytes
) -> None:
    assert callable(encode)
    told = masked(b"Basic " + encode(before + SECRET.encode() + after))
    assert b"***" in told
    assert len(told) <= len(b"Basic ***") + 2 * len(base64.b64encode(bytes(7))) + 4


def test_each_line_of_a_key_is_a_secret() -> None:
    assert masked(b"  kqhkiG9w0BAQEF\\n", PEM) == b"  ***\\n"
    assert masked(json.dumps(PEM).encode(), PEM) == b'"***"'


def test_overlapping_secrets_leave_nothing_between() -> None:
    assert masked(b"x abcdef y", "abcd", "cdef") == b"x *** y"
    assert masked(b"x abcdefgh y", "abcd", "abcdefgh") == b"x *** y"


def test_a_part_shows_nothing_of_a_secret_that_reaches_into_it() -> None:
    data, mask = b"aaaa" + b"hunter22" + b"bbbb", masker(["hunter22"])
    assert mask.mask(data, start=6) == b"***bbbb"
    assert mask.mask(data, end=6) == b"aaaa***"
    assert mask.mask(data, start=12) == b"bbbb"
    assert mask.mask(data, start=6, end=8) == b"***"


def test_what_is_too_short_or_empty_is_no_secret() -> None:
    assert masked(b"a 123 b", "", "123") == b"a 123 b"
    assert masker([]).mask(b"anything") == b"anything"


@given(st.lists(st.text("ab", min_size=4, max_size=6), max_size=4), st.text("abc", max_size=60))
def test_nothing_that_was_secret_is_left(secrets: list[str], text: str) -> None:
    told = masked(text.encode(), *secrets, "never-there")
    assert not any(secret.encode() in told for secret in secrets)


def test_the_letters_beside_base64_which_hold_a_part_of_it_go_with_it() -> None:
    for before in range(3):
        told = masked(base64.b64encode(b"." * before + SECRET.encode()))
        assert told in (b"***", b"L***", b"Li***")
