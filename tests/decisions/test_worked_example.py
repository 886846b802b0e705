"""The numbers of docs/capital.md are what comes out."""

from collections.abc import Iterator
from pathlib import Path

from bot.decisions.capital import capital_at_risk
from bot.decisions.facts import AgentFacts
from bot.decisions.limits import limited
from bot.decisions.scores import score, shares
from bot.decisions.weights import allocate
from bot.policy.allocation import Allocation, WeightCaps
from bot.words.stage import Stage
from tests.decisions.fleet import agent, facts, measures, policy, stages, weather

PAGE = (Path(__file__).parents[2] / "docs" / "capital.md").read_text(encoding="utf-8")
TRADES = {
    "BTC": {"BTC": 60},
    "BTC, ETH in halves": {"BTC": 30, "ETH": 30},
    "SOL": {"SOL": 60},
    "ETH": {"ETH": 60},
}
POLICY = policy(Allocation(v=1, caps=WeightCaps(agent=0.40, strategy_class=0.50, symbol=0.40)))


def table(first: str) -> Iterator[list[str]]:
    """Give the rows below the head that begins with these words."""
    lines = iter(PAGE[PAGE.index(first) :].splitlines()[2:])
    for line in lines:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


GIVEN = list(table("| agent | stage | class |"))
STEPS = list(table("| agent | share |"))


def of_row(row: list[str]) -> AgentFacts:
    name, stage, strategy_class, traded, alpha, confidence, volatility, _ = row
    measured = measures(
        float(alpha), float(volatility), multiplier=float(confidence), symbols=TRADES[traded]
    )
    return agent(name, Stage(stage), strategy_class, measured)


FLEET = facts(*map(of_row, GIVEN))
FOUND = allocate(POLICY, FLEET, stages(FLEET), weather(0.35, "HIGH_VOL"))


def test_the_scores() -> None:
    shown = {row[0]: row[-1] for row in GIVEN}
    assert shown.pop("novice") == f"none: {FOUND.weights['novice'].zero}"
    assert {
        name: f"{score(FLEET.agents[name].measures, POLICY.allocation).value:.3f}" for name in shown
    } == shown


def test_the_steps() -> None:
    scores = {name: one.score for name, one in FOUND.weights.items() if one.score is not None}
    whole = shares(scores, POLICY.allocation)
    steps = limited(whole, FLEET.agents, stages(FLEET), POLICY)
    for name, *shown in STEPS:
        path = [whole[name], *(step[name] for step in steps.values())]
        assert [f"{one:.3f}" for one in (*path, FOUND.weights[name].in_force)] == shown


def test_the_book_and_the_budget() -> None:
    assert f"Gross is {FOUND.gross}, cash {FOUND.cash}." in PAGE
    budget = capital_at_risk(FLEET, FOUND, POLICY)["drift"].risk_budget_usd
    assert f"= {budget:,.2f} |" in PAGE
