"""What is stopped, by machine or people, as rows of the report: what this look stops among it."""

from collections.abc import Iterator

from bot.decisions.acts import lowerings
from bot.decisions.facts import Facts
from bot.decisions.reporting.material import Material
from bot.state.kill_switch import ThrowSwitch, for_agent
from bot.state.lifecycle import LimitStage
from bot.state.report.fleet import KillRow
from bot.words.instant import render
from bot.words.stage import MAY_RUN, RANK, Stage


def auto_kill(material: Material) -> tuple[KillRow, ...]:
    """List them, the newest first."""
    facts = material.facts
    new = {row.target: row for row in _new(material)}
    known = [row for row in _stopped(facts) if row.target not in new]
    every = [*_switched(facts), *known, *_thrown(material), *new.values()]
    return tuple(sorted(every, key=lambda one: (one.since, one.target), reverse=True))


def _switched(facts: Facts) -> Iterator[KillRow]:
    for target, switch in facts.switches.entries.items():
        for hold in switch.holds.values():
            if hold.stage not in MAY_RUN:
                yield _row(target, hold.stage, hold.since, hold.reason, hold.by)


def _stopped(facts: Facts) -> Iterator[KillRow]:
    for name, agent in facts.states.agents.items():
        if agent.stage not in MAY_RUN:
            yield _row(for_agent(name), agent.stage, agent.since, agent.reason, agent.by)


def _thrown(material: Material) -> Iterator[KillRow]:
    switches = material.facts.switches
    for act in _stops(material):
        if isinstance(act, ThrowSwitch) and act.cause not in switches.switch(act.target).holds:
            yield _row(act.target, act.stage, render(act.since), act.reason, act.by)


def _new(material: Material) -> Iterator[KillRow]:
    """Give whose own record is about to stop it, or to stop it for worse."""
    states = material.facts.states
    for act in _stops(material):
        if isinstance(act, LimitStage) and RANK[act.stage] < RANK[states.agent(act.agent).stage]:
            yield _row(for_agent(act.agent), act.stage, render(act.since), act.reason, act.by)


def _stops(material: Material) -> Iterator[ThrowSwitch | LimitStage]:
    acts = lowerings(material.facts, material.judgement)
    return (act for act in acts if act.stage not in MAY_RUN)


def _row(target: str, stage: Stage, since: str, reason: str, by: str) -> KillRow:
    return KillRow(target=target, stage=stage.value, since=since, reason=reason, by=by)
