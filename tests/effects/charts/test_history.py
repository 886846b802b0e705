from collections.abc import Mapping

import pytest

from bot.effects.charts.equity import Mark, Point
from bot.effects.charts.history import marks, points
from bot.state.audit.entry import Entry, Kind
from bot.state.fleet import Equity
from bot.words.canonical import Json
from bot.words.instant import parse


def entry(subject: str, body: Mapping[str, Json], kind: Kind = Kind.DECISION) -> Entry:
    at = parse("2026-08-02T01:05:00Z")
    return Entry(1, at, kind, "governor", subject, body, "", "", "", "", "", "")


def moved(before: str, after: str) -> dict[str, Json]:
    return {"from": {"stage": before}, "to": {"stage": after}}


def test_days_add_up_and_falls_are_from_the_highest() -> None:
    found = points([("2026-08-02", -50.0), ("2026-08-01", 100.0)], Equity())
    assert [one.pnl_bps for one in found] == [100.0, 50.0]
    assert [round(one.drawdown_bps, 6) for one in found] == [0.0, 50.0]


def test_the_last_point_is_what_the_fleet_says() -> None:
    ended = Equity(at="2026-08-02T00:00:00.000Z", pnl_bps=99.5, drawdown_bps=1.5, hours=24)
    assert points([("2026-08-01", 100.0)], ended) == [Point("2026-08-01", 99.5, 1.5)]
    begun = Equity(at="2026-08-02T05:00:00.000Z", pnl_bps=90.0, drawdown_bps=9.0, hours=29)
    assert points([("2026-08-01", 100.0)], begun)[-1] == Point("2026-08-02", 90.0, 9.0)


def test_nothing_judged_is_no_point() -> None:
    assert points([], Equity()) == []


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("shadow", "canary", "promoted"),
        ("canary", "live", "promoted"),
        ("canary", "demoted", "demoted"),
        ("live", "shadow", "demoted"),
        ("live", "killed", "stopped"),
        ("shadow", "retired", "stopped"),
        ("canary", "quarantined", "stopped"),
        ("killed", "shadow", None),
        ("shadow", "shadow", None),
        ("killed", "quarantined", None),
        ("shadow", "nonsense", None),
    ],
)
def test_marks(before: str, after: str, kind: str | None) -> None:
    assert [one.kind for one in marks([entry("fox", moved(before, after))])] == [kind] * bool(kind)


def test_a_breach_is_one_mark() -> None:
    body: dict[str, Json] = {"breach": "2026-08-02T00:00:00.000Z", "drawdown_bps": 71.15}
    assert marks([entry("all", body)]) == [
        Mark("2026-08-02", "breach", "the book fell by 71.2 bps", 71.15)
    ]


def test_only_decisions_are_marked() -> None:
    assert marks([entry("fox", moved("shadow", "canary"), Kind.HUMAN)]) == []
