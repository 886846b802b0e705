"""What is at risk: known numbers are multiplied out, unknown ones stay unknown."""

from dataclasses import replace
from datetime import timedelta
from math import nan
from typing import Any

import pytest

from bot.decisions.capital import at_risk, capital_document
from bot.decisions.weights import Weight, allocate
from bot.policy.allocation import Allocation
from bot.policy.risk import Risk
from bot.state.capital import CAPITAL, Capital
from bot.state.documents import decode, put
from bot.words.instant import render
from bot.words.stage import Stage
from tests.decisions.fleet import NOW, agent, facts, measures, policy, stages, weather

FLEET = facts(agent("a", measured=measures(cvar=-180.0)), agent("b", Stage.SHADOW))


def document(before: Capital | None = None, cap: float = 0.35, **change: Any) -> Capital:  # noqa: ANN401
    given = replace(FLEET, **change)
    allocation = allocate(policy(), given, stages(given), weather(cap))
    return capital_document(before or Capital(v=1), given, allocation, policy())


def test_the_budget_is_nav_times_pct_times_weight_times_cap() -> None:
    row = document().agents["a"]
    assert (row.weight, row.in_force) == (0.2, 0.07)
    assert row.risk_budget_usd == pytest.approx(1_000_000 * 0.02 * 0.2 * 0.35)


@pytest.mark.parametrize(
    ("cvar", "in_force", "unknown_share", "usd"),
    [
        (-180.0, 0.07, None, -1260.0),
        (-180.0, 0.0, None, 0.0),
        (12.0, 0.5, None, 600.0),
        (None, 0.07, None, None),
        (nan, 0.07, None, None),
        (None, 0.07, 0.01, -10_000.0),
        (nan, 0.07, 0.01, -10_000.0),
        (-180.0, 0.07, 0.01, -1260.0),
    ],
)
def test_the_tail_in_money(
    cvar: float | None, in_force: float, unknown_share: float | None, usd: float | None
) -> None:
    rules = policy(Allocation(v=1, unknown_cvar_share=unknown_share), Risk(v=1))
    found = at_risk(Weight(in_force, in_force), measures(cvar=cvar), rules)
    assert found.cvar95_usd == usd
    assert str(found.cvar95_usd) != "-0.0"


def test_who_gets_nothing_is_told_why() -> None:
    row = document().agents["b"]
    assert (row.in_force, row.zero, row.risk_budget_usd) == (0.0, "it is shadow", 0.0)
    assert document().agents["a"].limits == ("agent cap",)


def test_it_changes_only_when_its_content_does() -> None:
    first = document()
    later = NOW + timedelta(minutes=30)
    assert document(first, now=later) is first
    moved = document(first, cap=0.2, now=later)
    assert (moved.generated_at, first.generated_at) == (render(later), render(NOW))


def test_what_is_written_is_read_again() -> None:
    found = document()
    assert decode(CAPITAL.pattern, put(CAPITAL.pattern, found).data, CAPITAL) == found
