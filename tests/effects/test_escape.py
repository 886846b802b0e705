import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.effects.escape import BREAK, code, heading, markdown, plain

RENDER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = [
    "@everyone and @acme/owners",
    "<img src=x onerror=alert(1)>",
    "![pixel](https://evil.example/p.png)",
    "[click](javascript:alert(1))",
    "https://evil.example and www.evil.example",
    "a | b | c",
    "first\n\n# second\r\n- third",
    "`code` ```fence``` ``",
    "&lt;b&gt; &#64;kim &#x40;kim",
    "\u202edesrever\u2066",
    "</details><script>x</script>",
    "fixes #12, GH-7, acme/fleet#9",
    "$x$ and $$y$$",
    "<!-- governor:report -->",
    "**bold** _it_ ~~gone~~ ^up^ ==mark==",
    "\x00\x1b[31mred",
    "x" * 100_000,
]


def test_a_title_closes_no_issue_and_calls_nobody() -> None:
    made = heading("Tide: fixes #12 for @acme/owners\n\nCloses #1", 120)
    assert made == f"Tide: fixes #{BREAK}12 for @{BREAK}acme/owners Closes #{BREAK}1"


def shown(text: str) -> str:
    """Give what a reader sees of one paragraph, and fail on anything but text."""
    html = RENDER.render(text)
    inner = re.fullmatch(r"<p>(.*)</p>\n", html, re.DOTALL)
    assert inner, html[:200]
    assert "<" not in inner[1], html[:200]
    return inner[1]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_shows_as_it_was_written(text: str) -> None:
    seen = shown(markdown(text))
    for left, right in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        seen = seen.replace(left, right)
    assert seen.replace(BREAK, "") == plain(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_left_for_github_to_find_after_rendering(text: str) -> None:
    seen = shown(markdown(text))
    assert not re.search(r"@\w", seen)
    assert not re.search(r"#\w", re.sub(r"&#\d+;", "", seen))
    assert not re.search(r"(?i)(https?|ftp|mailto):|www\.", seen)


@given(st.text(max_size=80))
def test_any_text_stays_one_line_of_text(text: str) -> None:
    line = markdown(f"a{text}z")
    assert "\n" not in line
    shown(line)


@given(st.text(max_size=80))
def test_a_code_span_is_one_span_whatever_is_in_it(text: str) -> None:
    html = RENDER.render(f"x {code(text)} y")
    assert re.fullmatch(r"<p>x <code>[^<]*</code> y</p>\n", html)
    assert "|" not in code(text)


@pytest.mark.parametrize("text", ["- item", "+ item", "= =", "1. item", "12) item"])
def test_what_begins_a_list_does_not_begin_one(text: str) -> None:
    assert RENDER.render(f"- {markdown(text)}").count("<li>") == 1
    shown(markdown(text))
