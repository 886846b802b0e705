from bot.effects.charts.bars import Bar, allocation, pnl_by


def test_the_largest_share_comes_first_and_nothing_is_not_drawn() -> None:
    rows = allocation({"a": 0.1, "b": 0.25, "c": 0.0}, 0.65)["data"]["values"]
    assert [(row["label"], row["said"]) for row in rows] == [
        ("b", "25.0%"),
        ("a", "10.0%"),
        ("cash", "65.0%"),
    ]


def test_gain_and_loss_are_drawn_apart() -> None:
    spec = pnl_by("regime", [Bar("MIXED", -4.0, 3), Bar("RISK_ON", 9.0, 1200)])
    assert [row["n"] for row in spec["data"]["values"]] == ["3", "1,200"]
    assert [row["sign"] for row in spec["data"]["values"]] == ["loss", "gain"]
