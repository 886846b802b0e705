"""A memo without a model tells what the report says, and nothing the check would doubt."""

import pytest

from bot.effects.memo.facts import facts_of
from bot.effects.memo.page import page
from bot.effects.memo.sections import SUBJECT, TITLES, Words
from bot.effects.memo.template import template
from bot.effects.memo.week import Act, Change, Week
from bot.effects.numbers_check.check import check
from bot.state.report.report import Report
from tests import snapshots
from tests.effects import reports

WEEK = Week(
    "2026-11-14",
    "2026-11-21",
    7,
    -12.3,
    {"tide-btc": 20.1, "ember-eth": -32.4},
    (
        Change("2026-11-16", "tide-btc", "canary", "live"),
        Change("2026-11-19", "ember-eth", "live", "demoted"),
    ),
    (Act("2026-11-18", "rita", "kill", "banished-btc", "martingale, see @rita <b>now</b>"),),
    ("2026-11-19",),
    1,
)
QUIET = Week("2026-11-14", "2026-11-21", 7, 0.0)


@pytest.mark.parametrize("report", [reports.usual(), reports.breached()], ids=["usual", "breached"])
@pytest.mark.parametrize("week", [WEEK, QUIET, Week("2026-11-14", "2026-11-21")])
def test_templates_say_nothing_that_would_be_doubted(report: Report, week: Week) -> None:
    facts = facts_of(report, week)
    prose = template(report, week)
    assert set(prose) == set(TITLES)
    assert all(prose.values())
    assert [doubt for text in prose.values() for doubt in check(text, facts)] == []


def test_the_page_reads_as_it_should() -> None:
    report = reports.usual()
    words = Words(template(report, WEEK), reason="OPENAI_API_KEY is not set")
    snapshots.matches("ic_weekly.md", page(report, WEEK, words, SUBJECT))


def test_an_empty_fleet_has_a_memo_too() -> None:
    report = Report(v=1, meta=reports.meta())
    week = Week("2026-11-14", "2026-11-21")
    text = page(report, week, Words(template(report, week), reason="off"), SUBJECT)
    assert "Nothing has been traded yet." in text


def test_what_a_person_wrote_is_not_live() -> None:
    report = reports.usual()
    text = page(report, WEEK, Words(template(report, WEEK)), "[x](http://y) @all")
    assert "@rita" not in text
    assert "<b>" not in text
    assert "](http" not in text


def test_the_bot_s_own_scorecard_is_shown_where_the_report_has_one() -> None:
    usual = reports.usual()
    report = usual.model_copy(update={"scorecard": reports.scorecard()})
    text = page(report, WEEK, Words(template(report, WEEK)), SUBJECT)
    assert "## Scorecard of the bot" in text
    worth = "| +40.0 bps | \N{MINUS SIGN}12.5 bps | +52.5 bps (days too few for an interval; n 2) |"
    assert f"| `death` | 3 | 2 | 1 | 1 {worth}" in text
    assert "Scorecard" not in page(usual, WEEK, Words(template(usual, WEEK)), SUBJECT)
