from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.agents.capture import Capture
from bot.words.masking import masker

SECRET = "hunter22"  # noqa: S105 - not one


def captured(*pieces: bytes, head: int = 10, tail: int = 10) -> str:
    capture = Capture(masker([SECRET]), head, tail)
    for piece in pieces:
        capture.take(piece)
    return capture.text()


def test_what_fits_is_kept_whole() -> None:
    assert captured(b"0123456789", b"abcdefghij") == "0123456789abcdefghij"
    assert captured() == ""


def test_of_more_the_beginning_and_the_end_are_kept() -> None:
    told = captured(b"0123456789", b"-" * 1000, b"abcdefghij")
    assert told == "0123456789\n[… 1,000 bytes left out …]\nabcdefghij"


@given(st.integers(0, 60), st.lists(st.integers(1, 80), max_size=4))
def test_no_cut_and_no_split_shows_a_piece_of_a_secret(place: int, cuts: list[int]) -> None:
    data = b"." * place + SECRET.encode() + b"." * (60 - place)
    bounds = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    told = captured(*(data[a:b] for a, b in pairwise(bounds)))
    assert set(told) <= set(".*\n[… 0123456789bytes left out …]")
    assert not any(SECRET[at : at + 3] in told for at in range(len(SECRET) - 2))
