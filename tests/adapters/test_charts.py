import json

from bot.adapters.charts import png, script, svg
from bot.effects.charts.equity import Point, equity, equity_and_drawdown
from bot.effects.charts.theme import LIGHT, themed
from tests import snapshots

POINTS = [Point("2026-08-01", 10.0, 0.0), Point("2026-08-02", 5.0, 5.0)]


def test_a_picture_with_dots() -> None:
    found = png(themed(equity_and_drawdown(POINTS, width=300)), scale=1.0)
    assert found.startswith(b"\x89PNG")
    assert 320 < int.from_bytes(found[16:20]) < 420


def test_a_picture_with_lines_is_the_same_each_time() -> None:
    spec = themed(equity(POINTS), LIGHT, width=300)
    assert svg(spec) == svg(spec)
    assert svg(spec).startswith(b"<svg")


def test_the_picture_of_a_mail_is_the_same_to_the_byte_each_time() -> None:
    """Its description is a snapshot; letters look a little different where fonts are others."""
    spec = json.loads((snapshots.FOLDER / "lp_chart.json").read_text())
    found = png(spec)
    assert found == png(spec)
    width, height = int.from_bytes(found[16:20]), int.from_bytes(found[20:24])
    assert (width, height) == (1160, 880)
    assert len(found) < 200_000


def test_the_script_draws_without_eval() -> None:
    assert b"expressionInterpreter" in script()
