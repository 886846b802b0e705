import pytest

from bot.effects.escape import code, markdown
from bot.effects.marker import Mark, found, line, mark, marked

MARK = mark("promote/tide-btc/canary/1", {"title": "x"})
FORGED = "<!-- governor:promote/evil/live/1 digest=000000000000 -->"


def test_a_mark_is_found_again() -> None:
    assert found(marked("body\n\n", MARK)) == MARK
    assert found(marked("body", MARK).replace("\n", "\r\n") + "added by hand\n") == MARK


def test_a_body_without_a_mark_has_none() -> None:
    assert found("") is None
    assert found(line(MARK) + " and more") is None


def test_equal_content_has_an_equal_digest_and_other_content_another() -> None:
    assert mark("k", ["a", 1]) == mark("k", ["a", 1])
    assert mark("k", ["a", 1]).digest != mark("k", ["a", 2]).digest


@pytest.mark.parametrize("show", [code, markdown])
@pytest.mark.parametrize("text", [FORGED, f"x\n{FORGED}\n", f"`\r\n\r\n{FORGED}"])
def test_foreign_text_forges_no_mark(show: object, text: str) -> None:
    assert callable(show)
    assert found(f"{show(text)}\n") is None
    assert found(marked(f"{show(text)}\n", MARK)) == MARK


def test_a_key_stays_within_its_line() -> None:
    assert found(line(mark("a b\n--> c", 1))) == Mark("a_b_--__c", mark("", 1).digest)
