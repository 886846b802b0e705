"""Judge the whole fleet: for each agent all rules, of which the most restrictive holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from bot.decisions import breach, classes, fall, live_set, quarantine, rise, signs, stops
from bot.decisions.decision import Branch, Decision, Verb, decisive, lowering, may_rise
from bot.decisions.facts import AgentFacts, Facts
from bot.decisions.finding import Finding
from bot.decisions.judgement import Judgement, Memory
from bot.decisions.live_set import Runner
from bot.decisions.look import Look
from bot.decisions.remember import remember
from bot.decisions.rise import next_stage
from bot.decisions.why import sentence
from bot.policy.policy import Policy
from bot.state.documents import GENESIS
from bot.words.instant import render
from bot.words.stage import MAY_RUN, RANK, Stage, safer


@dataclass(frozen=True, slots=True)
class Case:
    """What was judged of one agent.

    `place` is where it stands by its own record, `target` its next step, if there is any.
    """

    one: AgentFacts
    place: Stage
    tree: tuple[Branch, ...]
    target: Stage | None


def decide(policy: Policy, facts: Facts, memory: Memory, *, newest: bool = True) -> Judgement:
    """Judge; `newest` is False for a slot that was missed and is only caught up."""
    look = _look(policy, facts, memory, newest=newest)
    cases = {name: _case(look, one) for name, one in sorted(facts.agents.items())}
    cases = _with_live_set(look, cases)
    decisions = {name: _decision(look, case) for name, case in cases.items()}
    return Judgement(decisions, look.classes, look.breach, remember(look, decisions))


def _look(policy: Policy, facts: Facts, memory: Memory, *, newest: bool) -> Look:
    counts = _counts(policy, facts, memory)
    return Look(
        policy,
        facts,
        memory,
        newest,
        counts,
        breach.look(policy.risk, facts, memory),
        classes.judge(policy, facts, memory, counts=counts),
    )


def _counts(policy: Policy, facts: Facts, memory: Memory) -> bool:
    """Count signs at the first look of a period, but not at the very first look of all."""
    period = render(signs.period_of(facts.now, policy.retirement.two_of_four.period_days))
    return GENESIS < memory.decisions.period < period


def _case(look: Look, one: AgentFacts) -> Case:
    place = look.place(one)
    target = next_stage(place, look.policy.promotion)
    return Case(one, place, tuple(_tree(look, one, target)), target)


def _tree(look: Look, one: AgentFacts, target: Stage | None) -> Iterator[Branch]:
    yield from breach.branches(look.breach, one)
    yield from quarantine.branches(look, one)
    if one.stage not in MAY_RUN:
        yield stops.branch(look, one, target)
        return
    yield stops.dead_class(look, one)
    yield from fall.branches(look, one)
    yield from signs.branches(look, one)
    yield from quarantine.likeness(look, one)
    if target is not None:
        yield stops.branch(look, one, target)
        yield from rise.branches(look, one, target)


def _with_live_set(look: Look, cases: Mapping[str, Case]) -> dict[str, Case]:
    """Judge as a set those whose next step is live; that can only be done once all else is."""
    running = [case for case in cases.values() if case.one.stage in MAY_RUN]
    runners = [_runner(case) for case in running if case.target is Stage.LIVE]
    found = live_set.judge(runners, look.facts.peaks, look.policy.promotion.live)
    return {
        name: replace(case, tree=(*case.tree, _in_live_set(found[name]))) if name in found else case
        for name, case in cases.items()
    }


def _runner(case: Case) -> Runner:
    one = case.one
    return Runner(one.name, one.now, ready=may_rise(case.tree), allowed=_allowed(one, Stage.LIVE))


def _in_live_set(found: Finding) -> Branch:
    return Branch("Those that would go live together", Verb.PROMOTE, (found,))


def _allowed(one: AgentFacts, target: Stage) -> bool:
    return RANK[one.ceiling] >= RANK[target]


def _decision(look: Look, case: Case) -> Decision:
    one, rules = case.one, look.policy.promotion
    verb, stage, asks = _verdict(case)
    why = sentence(one, case.place, case.tree, asks, rules)
    return Decision(one.name, verb, stage, why, case.tree, asks)


def _verdict(case: Case) -> tuple[Verb, Stage, Stage | None]:
    one, branch = case.one, decisive(case.tree, case.one.stage)
    if branch is not None:
        stages = [other.stage for other in lowering(case.tree) if other.stage]
        return branch.leads_to, reduce(safer, stages, one.stage), None
    if case.target is None or not may_rise(case.tree):
        return Verb.HOLD, one.stage, None
    if _allowed(one, case.target):
        return Verb.PROMOTE, case.target, None
    return Verb.PROMOTE, one.stage, case.target
