"""Whatever a model wrote, the page shows text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.effects.memo.page import page
from bot.effects.memo.sections import SUBJECT, TITLES, Cut, Words
from bot.effects.memo.week import Week
from tests.effects import reports
from tests.effects.memo.inert import assert_inert
from tests.effects.test_escape import HOSTILE

REPORT = reports.usual(agents={"tide-btc": reports.TIDE})
WEEK = Week("2026-11-14", "2026-11-21")
LIVELY = st.text(alphabet="ab @#<>/!()[]`*_|\\&;:.-\nhttpw~$'\"=\t\u202e", max_size=60)


def shown(text: str) -> str:
    words = Words(dict.fromkeys(TITLES, text), text or "m", text, (Cut("risk", text, text),))
    return page(REPORT, WEEK, words, f"{SUBJECT} {text}")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_inert(text: str) -> None:
    assert_inert(shown(text))


@settings(max_examples=30)
@given(LIVELY)
def test_any_words_are_inert(text: str) -> None:
    assert_inert(shown(text))


def test_a_cut_is_listed_with_its_section_and_reason() -> None:
    words = Words(dict.fromkeys(TITLES, "Fine."), "m", cuts=(Cut("risk", "It is 3 bps.", "no"),))
    text = page(REPORT, WEEK, words, SUBJECT)
    assert "| Risk | It is 3 bps. | no |" in text
    assert "; 1 sentence cut;" in text
