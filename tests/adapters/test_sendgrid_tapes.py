"""SendGrid from cassettes: what is sent must match to the last field of its body."""

from dataclasses import replace

import pytest
from vcr.errors import CannotOverwriteExistingCassetteException

from tests.adapters.sendgrid_tapes import FOLDER, TAPES, Tape, play
from tests.adapters.tapes import assert_clean
from tests.adapters.test_sendgrid_post import MAIL
from tests.fakes.sendgrid_server import KEY

EXPECTED = {"send": "m1", "sandbox": "", "unknown": False}


@pytest.mark.parametrize("tape", TAPES, ids=lambda tape: tape.name)
def test_a_cassette_gives_its_answer(tape: Tape) -> None:
    found, cassette = play(tape)
    assert found == EXPECTED[tape.name]
    assert cassette.all_played


def test_no_cassette_is_left_over_or_holds_a_secret() -> None:
    assert_clean(FOLDER, TAPES, KEY)


def test_another_recipient_matches_no_cassette() -> None:
    with pytest.raises(CannotOverwriteExistingCassetteException):
        play(TAPES[0], replace(MAIL, recipient="eve@evil.example"))
