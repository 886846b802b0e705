from typing import Any

from bot.effects.site.material import Material
from bot.effects.status import HEAD, Word, board, lines, wire
from bot.state.lease import Lease
from bot.state.report.report import Report
from bot.words.instant import parse
from tests.browser.fleet import STRANGE, material
from tests.effects import reports

NOW = parse("2026-11-21T10:30:00Z")


def fact(found: Material, name: str, now: str = "2026-11-21T10:30:00Z") -> Word:
    return dict(board(found, parse(now)).facts)[name]


def test_the_lease_is_told_by_the_time_of_the_look() -> None:
    assert fact(material(), "lease") == Word("0:30:00 left", "good")
    late = fact(material(), "lease", "2026-11-21T13:00:00Z")
    assert late == Word("ran out 2:00:00 ago", "bad")


def test_what_cannot_be_read_is_not_known_and_never_called_shadow() -> None:
    found = Material(trouble={"state/gate.json": "Cannot use state/gate.json."})
    assert fact(found, "mode") == Word("not known", "bad")
    assert fact(found, "lease") == Word("not known", "bad")
    assert wire(found, NOW)["mode"] is None
    assert "Cannot use state/gate.json." in list(lines(board(found, NOW)))


def test_the_most_daring_come_first_with_their_course() -> None:
    rows = board(material(), NOW).rows
    assert rows[0][0].text == "tide-btc"
    assert rows[0][5].text == "▁▂▂▃▄▄▅▅▆▇▇█"
    assert rows[0][1] == Word("live", "good")


def test_an_agent_that_asks_stands_out() -> None:
    rows = {row[0].text: row for row in board(material(), NOW).rows}
    assert rows["anchor-sol"][6] == Word("PROMOTE, asks canary", "warn")


def test_lines_are_aligned_and_hold_no_control_characters() -> None:
    report = reports.usual(agents={STRANGE + "\x1b[2J": reports.agent(why="a\nb")})
    found = list(lines(board(Material(report=report), NOW)))
    assert "\x1b" not in "".join(found)
    (head,) = [line for line in found if line.startswith(HEAD[0])]
    (row,) = [line for line in found if STRANGE[:9] in line]
    assert row.index("a b") == head.index("why")


def test_nothing_judged_is_said() -> None:
    found = board(Material(report=Report(), lease=Lease()), NOW)
    assert found.rows == ()
    assert "Nothing was judged yet" in found.notes[0]


def test_a_program_gets_the_reports_numbers_and_null() -> None:
    report = reports.usual(fleet=reports.fleet(portfolio_hit_rate=None))
    found: Any = wire(Material(report=report), NOW)
    assert found["fleet"]["portfolio_hit_rate"] is None
    assert found["agents"]["tide-btc"]["score"] == 91.2
