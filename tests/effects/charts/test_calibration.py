from bot.effects.charts.calibration import Tenth, calibration


def test_each_tenth_has_its_n() -> None:
    spec = calibration([Tenth(0.31, 0.25, 20), Tenth(0.66, 0.7, 1500)])
    assert "1,520 views" in spec["description"]
    assert [row["text_n"] for row in spec["data"]["values"]] == ["20", "1,500"]
