"""A chat API from cassettes: what is sent must match to the last field of its body."""

from dataclasses import replace

import pytest
from vcr.errors import CannotOverwriteExistingCassetteException

from bot.ports.writer import Answer, Said, Turn
from tests.adapters.openai_tapes import FOLDER, TAPES, TEXT, Tape, play

EXPECTED: dict[str, Said] = {
    "text": Answer("Calm."),
    "object": Answer('{"mood": "calm"}', {"mood": "calm"}),
    "github": Answer('{"mood": "calm"}', {"mood": "calm"}),
}


@pytest.mark.parametrize("tape", TAPES, ids=lambda tape: tape.name)
def test_a_cassette_gives_its_answer(tape: Tape) -> None:
    said, cassette = play(tape)
    assert said == EXPECTED[tape.name]
    assert cassette.all_played


def test_no_cassette_is_left_over_or_holds_a_secret() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {tape.path.name for tape in TAPES}
    for path in FOLDER.iterdir():
        text = path.read_text().lower()
        assert not any(word in text for word in ("127.0.0.1", "authorization", "bearer"))


def test_another_word_matches_no_cassette() -> None:
    with pytest.raises(CannotOverwriteExistingCassetteException):
        play(TAPES[0], replace(TEXT, turns=(Turn("user", "And now?"),)))
