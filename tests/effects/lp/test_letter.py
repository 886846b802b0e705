import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from bot.effects.charts.equity import Mark, Point
from bot.effects.lp.edition import Edition, Kind
from bot.effects.lp.facts import Facts, facts
from bot.effects.lp.letter import chart, letter
from bot.state.report.fleet import Allocation, Attribution, CapitalRow
from bot.state.report.report import Report
from tests import snapshots
from tests.effects.reports import agent, breached, usual

SLOT = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)
DAILY, WEEKLY = Edition(Kind.DAILY, SLOT), Edition(Kind.WEEKLY, SLOT)
TEMPLATE = (files("bot.effects.mail") / "templates" / "letter.html").read_text()
POINTS = [
    Point("2026-11-13", 100.0, 5.0),
    Point("2026-11-14", 90.0, 15.0),
    Point("2026-11-19", 150.0, 0.0),
    Point("2026-11-20", 138.5, 11.5),
    Point("2026-11-21", 140.0, 10.0),
]
MARKS = [
    Mark("2026-11-10", "promoted", "tide-btc to live"),
    Mark("2026-11-20", "demoted", "ember-eth to demoted"),
]


def of(edition: Edition, report: Report | None = None, points: list[Point] = POINTS) -> Facts:
    return facts(edition, report or usual(), points, MARKS)


def test_a_day_is_yesterday_and_a_week_seven_whole_days() -> None:
    assert (DAILY.first, DAILY.last) == ("2026-11-20", "2026-11-20")
    assert (WEEKLY.first, WEEKLY.last) == ("2026-11-14", "2026-11-20")


@pytest.mark.parametrize(
    ("edition", "points", "subject"),
    [
        (DAILY, POINTS, "[LP Daily] PnL \N{MINUS SIGN}11.5 bps | DD 11.5 bps"),
        (WEEKLY, POINTS, "[LP Weekly] PnL +38.5 bps | DD 11.5 bps"),
        (DAILY, POINTS[3:], "[LP Daily] PnL +138.5 bps | DD 11.5 bps"),
        # Without the day itself nothing is known of it: not that it was nought.
        (DAILY, POINTS[:3], "[LP Daily] PnL n/a | DD n/a"),
        (WEEKLY, [], "[LP Weekly] PnL n/a | DD n/a"),
    ],
)
def test_the_subject_tells_of_the_days_of_the_edition(
    edition: Edition, points: list[Point], subject: str
) -> None:
    assert of(edition, points=points).subject == subject


def test_today_is_in_no_curve_of_yesterday() -> None:
    assert [one.day for one in of(DAILY).points][-1] == "2026-11-20"


def test_a_reader_is_warned_before_the_first_number() -> None:
    stale = of(Edition(Kind.DAILY, datetime(2026, 11, 25, 7, 10, tzinfo=UTC)), breached())
    breach, late = stale.warnings
    assert breach.startswith("Drawdown breach since 2026-11-21 09:00 UTC: the book fell 262.0 bps")
    assert late.startswith("These figures end at 2026-11-21 09:00 UTC")
    assert of(DAILY).warnings == []


@pytest.mark.parametrize("edition", [DAILY, WEEKLY])
def test_the_mail_as_partners_read_it(edition: Edition) -> None:
    made = letter(of(edition), TEMPLATE, b"PNG")
    snapshots.matches(f"{edition.name}.txt", made.text)
    snapshots.matches(f"{edition.name}.html", made.html)
    assert [one.name for one in made.pictures] == ["equity"]


def test_the_chart_as_it_is_described_to_who_draws_it() -> None:
    spec = chart(of(WEEKLY))
    snapshots.matches("lp_chart.json", json.dumps(spec, indent=1, ensure_ascii=False) + "\n")


def test_without_a_day_there_is_no_chart_and_no_picture() -> None:
    told = of(DAILY, points=[])
    assert chart(told) is None
    assert "<img" not in letter(told, TEMPLATE, None).html


def test_however_large_the_fleet_the_mail_is_not_clipped() -> None:
    """Mail programs show no more than about 100 kB of a page; what is left out is counted."""
    words = "\"<&>'" * 60
    active = usual().strategies["momentum"].model_copy(update={"reason": words})
    killed = active.model_copy(update={"status": "killed"})
    names = [f"agent-{nth}-{words[:30]}" for nth in range(500)]
    one = agent("live", strategy_class=words, why=words, pnl_sum_bps=1.0)
    classes = {f"class-{nth}-{words[:30]}": killed if nth else active for nth in range(100)}
    each = dict.fromkeys(names, 1.0)
    made = usual(
        agents=dict.fromkeys(names, one),
        strategies=classes,
        capital=dict.fromkeys(
            names, CapitalRow(weight=0.002, risk_budget_usd=1.0, portfolio_cvar_usd=1.0)
        ),
        attribution=Attribution(
            agents=each,
            strategy_classes=each,
            symbols=each,
            regimes=each,
            days=30,
            total_bps=5.0,
        ),
        allocation=Allocation(method="softmax", weights=each, confidence_state={}, excluded={}),
    )
    log = [Mark("2026-11-20", "stopped", words)] * 200
    page = letter(facts(WEEKLY, made, POINTS, log), TEMPLATE, b"PNG")
    assert len(page.html.encode()) < 100_000
    assert "Strategy classes, 1 active, 99 killed" in page.text
    assert "… and 80 more" in page.text
    assert "… and 485 more" in page.text


def test_nothing_judged_at_all_still_reads() -> None:
    made = letter(of(DAILY, Report(v=1), []), TEMPLATE, None)
    assert "No agent is registered." in made.text
    assert "Nobody holds any weight: the book is cash." in made.html


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


HOSTILE = (
    '<script>alert(1)</script><img src="http://evil.example/x.png" onerror=x> @all \u202e {{7*7}}'
)


def test_foreign_words_are_shown_and_never_live() -> None:
    report = usual(agents={"tide-btc": agent("live", why=HOSTILE, strategy_class=HOSTILE)})
    told = facts(DAILY, report, POINTS, [Mark("2026-11-20", "stopped", HOSTILE)])
    made = letter(told, TEMPLATE, b"PNG")
    parser = _Tags()
    parser.feed(made.html)
    assert [attrs["src"] for tag, attrs in parser.seen if tag == "img"] == ["cid:equity"]
    assert not {"script", "a", "iframe", "link"} & {tag for tag, _ in parser.seen}
    assert "&lt;script&gt;" in made.html
    assert "49" not in made.html.split("&lt;script&gt;")[1][:200]
    assert "\u202e" not in made.html + made.text
