"""What each agent may be once this round's decisions hold: the safest of all who have a say."""

from collections.abc import Mapping

from bot.decisions.decision import Decision
from bot.decisions.facts import AgentFacts, Facts
from bot.words.stage import MAY_TRADE, RANK, Stage

STOPPED = frozenset(stage for stage in Stage if RANK[stage] <= RANK[Stage.PAUSED])


def stages_after(facts: Facts, decisions: Mapping[str, Decision]) -> dict[str, Stage]:
    return {name: _after(agent, facts, decisions.get(name)) for name, agent in facts.agents.items()}


def _after(agent: AgentFacts, facts: Facts, decision: Decision | None) -> Stage:
    """Let a decision lift what holds the agent itself, never a switch, a ceiling or a full stop."""
    if agent.listed is not None:
        return Stage.KILLED
    if decision is None:
        return min(agent.stage, Stage.SHADOW, key=RANK.__getitem__)
    switches = facts.switches.on(agent.name, agent.strategy_class)
    stages = [decision.stage, agent.ceiling, *(hold.stage for hold in switches)]
    if agent.machine.stage in STOPPED:
        stages.append(agent.machine.stage)
    return min(stages, key=RANK.__getitem__)


def may_trade(stages: Mapping[str, Stage]) -> list[str]:
    return sorted(name for name, stage in stages.items() if stage in MAY_TRADE)
