"""Capital at risk: what an agent's share of the book can cost, as far as that is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from bot.decisions.facts import Facts
from bot.decisions.weights import Allocation, Weight
from bot.policy.policy import Policy
from bot.state.capital import Capital, CapitalRow
from bot.state.dated import unless_same
from bot.stats.measures import Measures
from bot.words.instant import render

BPS = 1e4
CENTS = 2


@dataclass(frozen=True, slots=True)
class AtRisk:
    """`risk_budget_usd` is NAV x risk budget x weight x cap; CVaR is a loss, so below 0."""

    risk_budget_usd: float
    cvar95_usd: float | None


def at_risk(weight: Weight, measures: Measures, policy: Policy) -> AtRisk:
    risk = policy.risk
    budget = risk.nav_usd * risk.risk_budget_pct * weight.in_force
    return AtRisk(round(budget, CENTS), _cvar_usd(weight, measures, policy))


def capital_at_risk(facts: Facts, allocation: Allocation, policy: Policy) -> Mapping[str, AtRisk]:
    return {
        name: at_risk(weight, facts.agents[name].measures, policy)
        for name, weight in allocation.weights.items()
    }


def capital_document(
    before: Capital, facts: Facts, allocation: Allocation, policy: Policy
) -> Capital:
    risks = capital_at_risk(facts, allocation, policy)
    rows = {name: _row(weight, risks[name]) for name, weight in sorted(allocation.weights.items())}
    after = Capital(v=before.v, generated_at=render(facts.now), agents=rows)
    return unless_same(before, after)


def _row(weight: Weight, risk: AtRisk) -> CapitalRow:
    return CapitalRow(
        weight=weight.weight,
        in_force=weight.in_force,
        limits=weight.limits,
        zero=weight.zero,
        risk_budget_usd=risk.risk_budget_usd,
        cvar95_usd=risk.cvar95_usd,
    )


def _cvar_usd(weight: Weight, measures: Measures, policy: Policy) -> float | None:
    nav, share = policy.risk.nav_usd, policy.allocation.unknown_cvar_share
    tail = measures.trades.cvar95_bps.value
    if tail is not None and isfinite(tail):
        # Adding 0 turns the -0.0 of an agent without weight into 0.
        return round(tail / BPS * nav * weight.in_force, CENTS) + 0.0
    return None if share is None else round(-share * nav, CENTS) + 0.0
