"""What the rules look at, put together from what is known, wherever it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.decisions.facts import AgentFacts, Facts, Likeness, Market
from bot.policy.agents import Agent
from bot.policy.combine import stage_of
from bot.policy.policy import Policy
from bot.state.agents import Agents
from bot.state.kill_switch import KillSwitch
from bot.state.standing import standing as machine_of
from bot.stats.book import InForce, in_force
from bot.stats.course import Course
from bot.stats.enrolment import open_hypotheses
from bot.stats.hypotheses import Hypothesis, Table
from bot.stats.inputs import Inputs
from bot.stats.measures import Measures
from bot.stats.membership import Window, classes, frame_of, measured, members
from bot.stats.memory import Memory, curve_at
from bot.stats.recall import Recalled
from bot.stats.standing import Standing, standings
from bot.stats.votes import newest_price, votes
from bot.words.instant import HOUR, day_of


@dataclass(frozen=True, slots=True)
class Scene:
    """Who there is, what may be done to whom, and who is like a stopped one."""

    policy: Policy
    states: Agents
    switches: KillSwitch
    table: Table
    now: datetime
    alike: Mapping[str, Likeness] = field(default_factory=dict)
    missed_slots: int = 0


def facts_of(
    scene: Scene, course: Course, recalled: Recalled, inputs: Inputs, window: Window
) -> Facts:
    """Put together what is known, from wherever it was read."""
    policy, memory = scene.policy, recalled.memory
    own = open_hypotheses(scene.table)
    frame = frame_of(policy, recalled.present.record.day)
    found = members(own.values(), recalled.present, window, policy)
    each = measured(found, recalled.present, window, frame)
    looks = _standings(memory, policy), _at_midnight(recalled.midnight, policy)
    least = policy.retirement.strategy_class.min_trades
    said = votes(inputs, course.owners, scene.now, policy.regimes.window_hours)
    return Facts(
        now=scene.now,
        evidence_at=memory.at,
        agents={
            name: agent_facts(agent, own[name], scene, looks, each)
            for name, agent in sorted(policy.agents.by_name.items())
        },
        classes=classes(own.values(), found, frame, least),
        peaks=peaks_of(memory, scene.table),
        market=Market(
            votes=said.regimes,
            hours=memory.market,
            last_known=newest_line(inputs, memory, scene.now).last_known,
            newest_price=newest_price(inputs, scene.now),
        ),
        curve=curve_at(memory, course),
        daily_bps=memory.daily_bps,
        states=scene.states,
        switches=scene.switches,
        missed_slots=scene.missed_slots,
        today_bps=memory.today.bps if memory.today.hours else None,
        strays=said.strays,
    )


def newest_line(inputs: Inputs, memory: Memory, now: datetime) -> InForce:
    """Give the newest line of the book, also where its hour has yet to come."""
    coming = now + HOUR
    days = sorted({day_of(memory.at), day_of(now), day_of(coming)})
    lines = [line for day in days for line in inputs.book(day)]
    return in_force(lines, memory.in_force, coming)


def _standings(memory: Memory, policy: Policy) -> Mapping[str, Standing]:
    return standings(memory.fold, policy.promotion.evidence, policy.retirement.futility.edge)


def _at_midnight(memory: Memory | None, policy: Policy) -> Mapping[str, Standing]:
    """Leave the bounds out: only rules ask for this look, and these read none."""
    if memory is None:
        return {}
    terms, edge = policy.promotion.evidence, policy.retirement.futility.edge
    return standings(memory.fold, terms, edge, frozenset(memory.fold.names))


def agent_facts(
    agent: Agent,
    own: Hypothesis,
    scene: Scene,
    looks: tuple[Mapping[str, Standing], Mapping[str, Standing]],
    each: Mapping[str, Measures],
) -> AgentFacts:
    policy, name = scene.policy, agent.name
    machine = machine_of(scene.states, scene.switches, name, agent.strategy_class)
    now, at_midnight = looks
    return AgentFacts(
        name=name,
        strategy_class=agent.strategy_class,
        ceiling=agent.stage,
        machine=machine,
        stage=stage_of(policy, name, machine.stage),
        listed=policy.kill_list.why(name, agent.strategy_class),
        hypothesis=own,
        now=now.get(own.name),
        midnight=at_midnight.get(own.name),
        measures=each[own.name],
        parent=agent.parent,
        proposal=agent.proposal,
        alike=scene.alike.get(name),
        versioned=not agent.code,
    )


def peaks_of(memory: Memory, table: Table) -> list[float]:
    """Count also those that never held a view: each was a try."""
    peaks = dict(zip(memory.fold.names, memory.fold.evidence.peak.tolist(), strict=True))
    return [peaks.get(name, 0.0) for name in sorted({*peaks, *table})]
