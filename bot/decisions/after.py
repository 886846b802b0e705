"""What each agent may be once this look's judgement holds: the safest of all who have a say."""

from collections.abc import Iterator

from bot.decisions.facts import AgentFacts, Facts
from bot.decisions.judgement import BreachAct, Judgement
from bot.words.stage import RANK, Stage

STOPPED = frozenset(stage for stage in Stage if RANK[stage] <= RANK[Stage.PAUSED])


def stages_after(facts: Facts, judgement: Judgement) -> dict[str, Stage]:
    """Let a decision lift what holds the agent itself, but no switch, ceiling or full stop."""
    return {
        name: min(_says(agent, facts, judgement), key=RANK.__getitem__)
        for name, agent in facts.agents.items()
    }


def _says(agent: AgentFacts, facts: Facts, judgement: Judgement) -> Iterator[Stage]:
    decision = judgement.decisions.get(agent.name)
    yield (
        min(agent.stage, Stage.SHADOW, key=RANK.__getitem__) if decision is None else decision.stage
    )
    yield agent.ceiling
    if agent.listed is not None:
        yield Stage.KILLED
    if agent.machine.stage in STOPPED:
        yield agent.machine.stage
    for hold in facts.switches.on(agent.name, agent.strategy_class):
        yield hold.stage
    verdict = judgement.classes.get(agent.strategy_class)
    if verdict is not None and verdict.strategy.status == "killed":
        yield Stage.KILLED
    if judgement.breach is not None:
        yield from _of_breach(agent.name, judgement.breach)


def _of_breach(name: str, breach: BreachAct) -> Iterator[Stage]:
    if breach.pauses:
        yield Stage.PAUSED
    for names, stage in (
        (breach.killed, Stage.KILLED),
        (breach.quarantined, Stage.QUARANTINED),
        (breach.demoted, Stage.DEMOTED),
    ):
        if name in names:
            yield stage
