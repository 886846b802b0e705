"""Both exchanges from cassettes: what is sent must match to the last parameter."""

import pytest
from vcr.errors import CannotOverwriteExistingCassetteException

from bot.adapters.venues import coinbase
from bot.ports.venue import Answer, Candles, NotListed, Unavailable
from tests.adapters.tapes import assert_clean
from tests.adapters.venues.kit import MINUTE, NOW
from tests.adapters.venues.tapes import BTC, FOLDER, TAPES, Tape, play

START = NOW - 60 * MINUTE
SPAN = START, START + 10 * MINUTE
TEN = tuple(c for n in range(10) if (c := BTC(START + n * MINUTE, MINUTE)))
NOT_JSON = "answered something that is not JSON: "

EXPECTED: dict[str, Answer] = {
    "sound": Candles(TEN, SPAN, (), 1),
    "slow-down": Candles(TEN, SPAN, (), 2),
    "one-fault": Candles(TEN, SPAN, (), 2),
    "down": Unavailable("answered 502, 3 times", None, 3),
    "location": Unavailable("answered 451: it refuses this location", None, 1),
    "malformed": Unavailable(NOT_JSON + "'[[1795215600000,\"400'", None, 1),
    "page": Unavailable(NOT_JSON + "'<html>maintenance</html>'", None, 1),
    "silence": Candles((), SPAN, (), 1),
    "banned": Unavailable("answered 418: banned for a while", NOW + 90_000, 1),
    "too-many": Unavailable(
        "answered 400: granularity too small for the requested time range. "
        "Count of aggregations requested exceeds 300",
        None,
        1,
    ),
    "binance-unlisted": NotListed("does not list it (answered 400: Invalid symbol.)", 1),
    "coinbase-unlisted": NotListed("does not list it (answered 404: NotFound)", 1),
}


@pytest.mark.parametrize("tape", TAPES, ids=lambda tape: tape.path.stem)
def test_a_cassette_gives_its_outcome(tape: Tape) -> None:
    answer, cassette = play(tape)
    assert answer == EXPECTED.get(tape.name, EXPECTED.get(tape.path.stem))
    assert cassette.all_played
    assert cassette.play_count == answer.requests


def test_no_cassette_is_left_over_or_holds_a_secret() -> None:
    assert_clean(FOLDER, TAPES)


def test_another_parameter_matches_no_cassette(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coinbase, "_iso", str)
    with pytest.raises(CannotOverwriteExistingCassetteException):
        play(Tape("coinbase", "sound"))
