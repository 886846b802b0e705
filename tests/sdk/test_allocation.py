"""The table of docs/router.md, and what holds whatever the numbers are."""

from dataclasses import replace
from fractions import Fraction
from math import inf, nan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sdk.allocation import CENT, Grant, Size, Standing, allocate
from bot.sdk.refusal import Code, Refusal

DOC = Path(__file__).parents[2] / "docs" / "router.md"
BUDGET = 1000
SIGNS = {"LONG": 1, "SHORT": -1, "FLAT": 0}
GRANT = Grant(1000.0, 0.2, 1.0, 1.0, 1.0, 250.0, 0.4, 1.0, 1000.0)


def table() -> list[dict[str, str]]:
    lines = DOC.read_text(encoding="utf-8").split("reads this table -->")[1].split("\n\n")[1]
    head, _, *rows = (
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines.splitlines()
    )
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("row", table(), ids=lambda row: f"{row['direction']} {row['bound by']}")
def test_the_table_worked_by_hand(row: dict[str, str]) -> None:
    exact = {name: Fraction(cell) for name, cell in row.items() if cell and cell[-1].isdigit()}
    calibrated = min(Fraction(1), exact["confidence"] * exact["said"])
    assert exact["share"] == BUDGET * exact["weight"] * calibrated * exact["haircut"]
    number = {name: float(value) for name, value in exact.items()}
    granted = Grant(
        budget_usd=BUDGET,
        weight=number["weight"],
        confidence=number["confidence"],
        signal_confidence=number["said"],
        haircut=number["haircut"],
        position_cap_usd=number["position cap"],
        symbol_cap=number["symbol cap"],
        gross_cap=number["regime cap"],
        daily_left_usd=number["daily left"],
    )
    standing = Standing(
        number["own"], number["own elsewhere"], number["net"], number["others' symbols"]
    )
    answer = allocate(SIGNS[row["direction"]], granted, standing)
    if isinstance(answer, Refusal):
        assert answer.code == row["bound by"]
        assert "move" not in number
    else:
        assert answer.bound_by == row["bound by"]
        assert answer.move_usd == pytest.approx(number["move"], abs=1e-9)
        assert answer.target_usd == pytest.approx(number["target"], abs=1e-9)
        assert answer.new_risk_usd == pytest.approx(number["new risk"], abs=1e-9)


SHARES = st.floats(0, 1)
USD = st.floats(0, 1e6)
SIGNED = st.floats(-1e6, 1e6)
GRANTS = st.builds(Grant, USD, SHARES, st.floats(0, 2), SHARES, SHARES, USD, SHARES, SHARES, USD)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    others = draw(SIGNED | st.just(0.0))
    own, elsewhere = draw(SIGNED | st.just(0.0)), draw(USD)
    return Standing(own, elsewhere, own + others, draw(USD))


DIRECTIONS = st.sampled_from([1, -1, 0])
SLACK = 1e-6


@given(DIRECTIONS, GRANTS, standings())
def test_never_above_budget_weight_or_cap(
    direction: int, granted: Grant, standing: Standing
) -> None:
    size = allocate(direction, granted, standing)
    if isinstance(size, Refusal):
        return
    net = standing.net + size.move_usd
    grown = abs(net) > abs(standing.net) + SLACK
    assert size.new_risk_usd <= granted.daily_left_usd + SLACK
    if grown:
        assert abs(net) <= granted.symbol_cap * granted.budget_usd + SLACK
        assert abs(net) + standing.gross_elsewhere <= (
            granted.gross_cap * granted.budget_usd + SLACK
        )
    if direction and abs(size.target_usd) > abs(standing.own) + SLACK:
        assert abs(size.target_usd) <= granted.position_cap_usd + SLACK
        assert abs(size.target_usd) + standing.own_elsewhere <= (
            granted.budget_usd * granted.weight + SLACK
        )


@given(DIRECTIONS, GRANTS)
def test_from_nothing_every_limit_holds(direction: int, granted: Grant) -> None:
    size = allocate(direction, granted, Standing())
    if isinstance(size, Size):
        limits = (
            granted.budget_usd * granted.weight * granted.haircut,
            granted.position_cap_usd,
            granted.symbol_cap * granted.budget_usd,
            granted.gross_cap * granted.budget_usd,
            granted.daily_left_usd,
        )
        assert CENT <= abs(size.move_usd) <= min(limits) + SLACK
        assert size.move_usd * direction > 0


@given(DIRECTIONS, GRANTS, standings())
def test_the_step_goes_from_what_is_held_towards_what_was_said(
    direction: int, granted: Grant, standing: Standing
) -> None:
    size = allocate(direction, granted, standing)
    if isinstance(size, Size):
        assert size.target_usd == pytest.approx(standing.own + size.move_usd)
        beyond = max(abs(standing.own), granted.position_cap_usd)
        assert abs(size.target_usd) <= beyond + SLACK


@given(st.sampled_from([1, -1]), GRANTS, st.sampled_from(Grant.__slots__), st.floats(0, 1))
def test_less_of_any_term_is_never_a_larger_ticket(
    direction: int, granted: Grant, term: str, part: float
) -> None:
    less = allocate(
        direction, replace(granted, **{term: getattr(granted, term) * part}), Standing()
    )
    more = allocate(direction, granted, Standing())
    assert _size(less) <= _size(more) + SLACK


@given(GRANTS, st.sampled_from(["own_elsewhere", "gross_elsewhere"]), USD)
def test_more_of_what_is_held_elsewhere_is_never_a_larger_ticket(
    granted: Grant, field: str, held: float
) -> None:
    assert _size(allocate(1, granted, replace(Standing(), **{field: held}))) <= (
        _size(allocate(1, granted, Standing())) + SLACK
    )


@pytest.mark.parametrize("number", [nan, inf, -inf, -0.01])
@pytest.mark.parametrize("term", Grant.__slots__)
@pytest.mark.parametrize("direction", [1, -1, 0])
def test_what_is_no_number_or_negative_is_refused(direction: int, term: str, number: float) -> None:
    answer = allocate(direction, replace(GRANT, **{term: number}), Standing(own=5.0, net=5.0))
    assert isinstance(answer, Refusal)
    assert answer.code is Code.NUMBER


@pytest.mark.parametrize("number", [nan, inf, -inf])
@pytest.mark.parametrize("field", Standing.__slots__)
def test_a_position_that_is_no_number_is_refused(field: str, number: float) -> None:
    answer = allocate(1, GRANT, replace(Standing(), **{field: number}))
    assert isinstance(answer, Refusal)
    assert answer.code is Code.NUMBER


@pytest.mark.parametrize("term", ["confidence", "signal_confidence"])
def test_no_confidence_is_refused_also_to_shrink(term: str) -> None:
    answer = allocate(1, replace(GRANT, **{term: 0.0}), Standing(own=50.0, net=50.0))
    assert isinstance(answer, Refusal)
    assert answer.code is Code.NO_CONFIDENCE


def _size(answer: Size | Refusal) -> float:
    return 0.0 if isinstance(answer, Refusal) else abs(answer.move_usd)
