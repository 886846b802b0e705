"""Limits: what becomes of the shares, cap by cap. After the first step nobody gains any more."""

from collections.abc import Mapping
from functools import partial

from bot.decisions.caps import Shares, fill, hold_down
from bot.decisions.facts import AgentFacts
from bot.decisions.rounding import share_down
from bot.decisions.spread import asset_cap, spread
from bot.policy.policy import Policy
from bot.words.stage import Stage

AGENT, CANARY, CLASS, SYMBOL = "agent cap", "canary size", "class cap", "symbol cap"
WHOLE = 1.0


def limited(
    shares: Shares, agents: Mapping[str, AgentFacts], stages: Mapping[str, Stage], policy: Policy
) -> dict[str, Shares]:
    """Give the weights after each step, by the name of the step and in order."""
    caps = policy.allocation.caps
    filled = fill(shares, {name: agent_cap(name, policy) for name in shares})
    sized = {name: one * _size(stages[name], policy) for name, one in filled.items()}
    classes = {name: {agents[name].strategy_class: WHOLE} for name in shares}
    by_class = hold_down(sized, classes, lambda group: share_down(caps.of_class(group)))
    assets = {name: spread(agents[name].measures) for name in shares}
    by_asset = hold_down(by_class, assets, partial(asset_cap, caps))
    return {AGENT: filled, CANARY: sized, CLASS: by_class, SYMBOL: by_asset}


def agent_cap(name: str, policy: Policy) -> float:
    agent = policy.agents.by_name.get(name)
    own = agent.max_weight if agent and agent.max_weight is not None else WHOLE
    return share_down(min(own, policy.allocation.caps.agent))


def _size(stage: Stage, policy: Policy) -> float:
    return policy.allocation.canary_size if stage is Stage.CANARY else WHOLE
