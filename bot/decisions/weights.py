"""Weights: who gets how much of the book. What nobody gets is cash; nothing is renormalised."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

from bot.decisions.facts import AgentFacts, Facts
from bot.decisions.limits import AGENT, agent_cap, limited
from bot.decisions.regime import RegimeCall
from bot.decisions.rounding import book_down, book_share, share_down
from bot.decisions.scores import Score, score, shares
from bot.decisions.spread import spread
from bot.policy.policy import Policy
from bot.words.stage import MAY_TRADE, Stage


@dataclass(frozen=True, slots=True)
class Weight:
    """`weight` is the share before the regime's cap, `in_force` the share of the book after it.

    `limits` are what made it smaller; `zero` says why nothing is in force.
    """

    weight: float = 0.0
    in_force: float = 0.0
    score: float | None = None
    limits: tuple[str, ...] = ()
    zero: str = ""


@dataclass(frozen=True, slots=True)
class Allocation:
    """`gross` is all that is in force; with `cash` it makes 1, as they are shown."""

    cap: float
    weights: Mapping[str, Weight]
    gross: float
    cash: float


def allocate(
    policy: Policy, facts: Facts, stages: Mapping[str, Stage], call: RegimeCall
) -> Allocation:
    """Divide the book among the agents that may trade by `stages`."""
    scores = {name: _score(one, stages[name], policy) for name, one in facts.agents.items()}
    known = {name: one.value for name, one in scores.items() if one.value is not None}
    steps = limited(shares(known, policy.allocation), facts.agents, stages, policy)
    cap = book_down(call.cap)
    weights = {name: Weight(zero=one.why) for name, one in sorted(scores.items())}
    for name, value in known.items():
        path = {step: after[name] for step, after in steps.items()}
        weights[name] = _weight(value, path, agent_cap(name, policy), cap)
    gross = book_share(fsum(one.in_force for one in weights.values()))
    return Allocation(cap, weights, gross, book_share(1.0 - gross))


def _score(agent: AgentFacts, stage: Stage, policy: Policy) -> Score:
    if stage not in MAY_TRADE:
        return Score(None, f"it is {stage}")
    if not spread(agent.measures):
        return Score(None, "it is not known what it trades")
    return score(agent.measures, policy.allocation)


def _weight(value: float, path: Mapping[str, float], own_cap: float, cap: float) -> Weight:
    last = list(path.values())[-1]
    limits = [AGENT] if path[AGENT] >= own_cap else []
    limits += [step for (_, before), (step, after) in pairwise(path.items()) if after < before]
    in_force = share_down(last * cap)
    zero = "" if in_force else _why_nothing(limits, cap)
    return Weight(share_down(last), in_force, value, tuple(limits), zero)


def _why_nothing(limits: list[str], cap: float) -> str:
    if not cap:
        return "the regime's cap is 0"
    return f"nothing is left of it after: {', '.join(limits)}" if limits else "others score higher"
