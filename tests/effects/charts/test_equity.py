import json

from bot.effects.charts.equity import Mark, Point, drawdown, equity, equity_and_drawdown
from bot.effects.charts.theme import DARK, LIGHT, themed

POINTS = [Point("2026-08-01", 10.04, 0.0), Point("2026-08-02", -5.0, 15.04)]
MARKS = [Mark("2026-08-02", "stopped", "fox"), Mark("2026-07-01", "breach", "before the curve")]


def test_rows_are_rounded_as_people_read_them() -> None:
    rows = equity(POINTS)["data"]["values"]
    assert [(row["pnl"], row["said_pnl"]) for row in rows] == [
        (10.0, "+10.0 bps"),
        (-5.0, "\N{MINUS SIGN}5.0 bps"),
    ]
    assert rows[1]["said_fall"] == "15.0 bps"


def test_the_sentence_says_the_last_number() -> None:
    assert "now \N{MINUS SIGN}5.0 bps" in equity(POINTS)["description"]
    assert "no curve" in equity([])["description"]


def test_marks_lie_on_the_curve_and_those_before_it_are_left_out() -> None:
    (layer,) = [one for one in equity(POINTS, MARKS)["layer"] if "shape" in one["encoding"]]
    assert [(row["what"], row["pnl"]) for row in layer["data"]["values"]] == [(("Stopped", -5.0))]
    assert layer["encoding"]["shape"]["legend"]["values"] == ["Stopped"]


def test_all_of_a_kind_on_a_day_are_one_mark_and_the_largest_kind_lies_below() -> None:
    found = [
        Mark("2026-08-02", "stopped", "fox"),
        Mark("2026-08-02", "stopped", "owl"),
        Mark("2026-08-09", "breach", "the book fell"),
    ]
    (layer,) = [one for one in equity(POINTS, found)["layer"] if "shape" in one["encoding"]]
    rows = layer["data"]["values"]
    assert [(row["what"], row["text"]) for row in rows] == [
        ("Breach", "the book fell"),
        ("Stopped", "fox; owl"),
    ]


def test_a_limit_is_drawn_only_where_there_is_one() -> None:
    assert "limit 60.0 bps" in json.dumps(drawdown(POINTS, 60.0))
    assert "limit" not in json.dumps(drawdown(POINTS))


def test_a_picture_has_both_under_each_other() -> None:
    picture = equity_and_drawdown(POINTS, MARKS, 60.0, width=500)
    assert [part["width"] for part in picture["vconcat"]] == [500, 500]


def test_colours_come_from_the_theme_alone() -> None:
    assert "#" not in json.dumps({**equity(POINTS, MARKS), "$schema": ""})
    assert themed(equity(POINTS), DARK)["config"] != themed(equity(POINTS), LIGHT)["config"]


def test_a_picture_of_its_own_has_a_width() -> None:
    assert themed(equity(POINTS), LIGHT, width=300)["width"] == 300
    assert themed(equity(POINTS))["width"] == "container"
