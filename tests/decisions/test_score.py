from dataclasses import replace
from math import inf, nan

import pytest

from bot.decisions.score import score
from bot.policy.score import Line, Score
from bot.stats.measured import Measured
from bot.stats.measures import Measures, Runs, Views

RULES = Score()
PERFECT = Measures(
    runs=Runs(
        error_rate=Measured(0.0, 30),
        latency_p95_ms=Measured(2_000.0, 30),
        cost_per_signal_usd=Measured(0.05, 30),
    ),
    views=Views(completeness=Measured(1.0, 30), brier=Measured(0.25, 30)),
)


def having(name: str, value: float | None) -> Measures:
    known = Measured(value, 30)
    runs, views = PERFECT.runs, PERFECT.views
    changed = {
        "error_rate": replace(PERFECT, runs=replace(runs, error_rate=known)),
        "latency_p95_ms": replace(PERFECT, runs=replace(runs, latency_p95_ms=known)),
        "cost_per_signal_usd": replace(PERFECT, runs=replace(runs, cost_per_signal_usd=known)),
        "completeness": replace(PERFECT, views=replace(views, completeness=known)),
        "brier": replace(PERFECT, views=replace(views, brier=known)),
    }
    return changed[name]


def test_full_marks_are_a_hundred() -> None:
    found = score(PERFECT, RULES)
    assert found.value == 100.0
    assert set(found.parts.values()) == {1.0}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("error_rate", 0.05, 92.5),
        ("error_rate", 0.10, 85.0),
        ("error_rate", 0.20, 70.0),
        ("error_rate", 1.00, 70.0),
        ("latency_p95_ms", 0.0, 100.0),
        ("latency_p95_ms", 31_000.0, 92.5),
        ("latency_p95_ms", 60_000.0, 85.0),
        ("latency_p95_ms", 1e12, 85.0),
        ("cost_per_signal_usd", 0.275, 92.5),
        ("cost_per_signal_usd", 0.50, 85.0),
        ("completeness", 0.90, 90.0),
        ("completeness", 0.80, 80.0),
        ("completeness", 0.10, 80.0),
        ("brier", 0.10, 100.0),
        ("brier", 0.30, 90.0),
        ("brier", 0.35, 80.0),
    ],
)
def test_each_part_is_a_straight_line(name: str, value: float, expected: float) -> None:
    assert score(having(name, value), RULES).value == pytest.approx(expected)


PARTS = {
    "error_rate": "reliability",
    "latency_p95_ms": "latency",
    "cost_per_signal_usd": "cost",
    "completeness": "completeness",
    "brier": "calibration",
}


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("value", [None, nan, inf, -inf])
def test_one_unknown_part_makes_the_score_unknown(name: str, value: float | None) -> None:
    found = score(having(name, value), RULES)
    assert found.value is None
    assert [part for part, marks in found.parts.items() if marks is None] == [PARTS[name]]


def test_a_part_without_weight_may_be_unknown() -> None:
    rules = RULES.model_copy(update={"calibration": Line(weight=0.0, full=0.25, zero=0.35)})
    assert score(having("brier", None), rules).value == 100.0
    assert score(having("error_rate", 0.10), rules).value == pytest.approx(100 * (1 - 0.15 / 0.8))


def test_without_any_weight_or_measure_there_is_no_score() -> None:
    none = Line(weight=0.0, full=0.0, zero=1.0)
    assert (
        score(PERFECT, RULES.model_copy(update=dict.fromkeys(PARTS.values(), none))).value is None
    )
    assert score(Measures(), RULES).value is None


def test_a_score_at_the_limit_is_exactly_there() -> None:
    assert score(having("completeness", 0.8), RULES).value == 80.0
