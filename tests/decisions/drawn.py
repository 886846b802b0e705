"""Fleets and terms of every kind, drawn."""

from dataclasses import replace
from math import nan

from hypothesis import strategies as st

from bot.decisions.facts import AgentFacts, Facts
from bot.policy.allocation import Allocation as Terms
from bot.policy.allocation import WeightCaps
from bot.words.stage import Stage
from tests.decisions.fleet import agent, facts, measures

NUMBERS = st.none() | st.floats(-300, 300) | st.just(nan)
AGENTS = st.lists(
    st.builds(
        lambda stage, group, alpha, vol, multiplier, pnl, symbols: agent(
            "",
            stage,
            group,
            measures(alpha, vol, multiplier=multiplier, pnl=pnl, symbols=symbols),
        ),
        st.sampled_from([Stage.LIVE, Stage.LIVE, Stage.CANARY, Stage.SHADOW]),
        st.sampled_from(["momentum", "carry", "news"]),
        NUMBERS,
        st.none() | st.floats(0, 500),
        st.floats(0.2, 1.2),
        NUMBERS,
        st.dictionaries(st.sampled_from(["BTC", "ETH", "SOL"]), st.integers(0, 9)),
    ),
    max_size=12,
)
TERMS = st.builds(
    lambda method, temperature, agent_cap, class_cap, symbol_cap: Terms(
        v=1,
        method=method,
        temperature=temperature,
        caps=WeightCaps(agent=agent_cap, strategy_class=class_cap, symbol=symbol_cap),
    ),
    st.sampled_from(["softmax", "quality"]),
    st.floats(0.01, 10),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
)


def named(agents: list[AgentFacts], prefix: str = "a") -> Facts:
    return facts(*(replace(one, name=f"{prefix}{at:02}") for at, one in enumerate(agents)))
