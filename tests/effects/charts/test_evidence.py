from bot.effects.charts.evidence import CEILING, Belief, evidence


def test_days_without_evidence_are_left_out_not_drawn_as_nothing() -> None:
    spec = evidence([Belief("2026-08-01", None), Belief("2026-08-02", 1.5)], {"canary": 7})
    assert [row["day"] for row in spec["data"]["values"]] == ["2026-08-02"]
    assert "now 1.5" in spec["description"]


def test_no_evidence_is_said() -> None:
    assert "no evidence" in evidence([], {})["description"]


def test_a_logarithmic_scale_has_its_bounds() -> None:
    (row,) = evidence([Belief("2026-08-02", 1e300)], {})["data"]["values"]
    assert row["e"] == CEILING


def test_each_step_is_named_at_what_it_asks_for() -> None:
    layers = evidence([], {"canary": 7, "live": 20})["layer"]
    assert [one["mark"]["text"] for one in layers if one["mark"]["type"] == "text"] == [
        "canary: 7",
        "live: 20",
    ]
