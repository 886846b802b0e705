"""GitHub from cassettes: what is sent must match to the last field of its body."""

import pytest
from vcr.errors import CannotOverwriteExistingCassetteException

from bot.ports.forge.pulls import NewPull
from tests.adapters.forge import tapes
from tests.adapters.forge.tapes import FOLDER, TAPES, Tape, play
from tests.adapters.tapes import assert_clean

EXPECTED = {
    "promote": ["#1", "governor", "governor[bot]", "success", "True"],
    "look": ["Fleet", "True", "# fleet\n", "0"],
    "hurry": ["First", "Second"],
}


@pytest.mark.parametrize("tape", TAPES, ids=lambda tape: tape.name)
def test_a_cassette_gives_its_outcome(tape: Tape) -> None:
    outcome, cassette = play(tape)
    assert outcome == EXPECTED[tape.name]
    assert cassette.all_played


def test_no_cassette_is_left_over_or_holds_a_secret() -> None:
    assert_clean(FOLDER, TAPES, "token")


def test_another_word_matches_no_cassette(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tapes, "NewPull", lambda *_: NewPull("Else", "governor/promote/m", "main"))
    with pytest.raises(CannotOverwriteExistingCassetteException):
        play(TAPES[0])
