"""From a judgement to operations on the state, and to what the audit record says of it.

Every cause is stable: the same judgement applied again, here or by a rival, adds nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.decisions import departed, recorded
from bot.decisions.decision import Decision, Verb, own_cause
from bot.decisions.facts import Facts
from bot.decisions.judgement import BreachAct, ClassVerdict, Judgement, Memory
from bot.decisions.phrases import reached
from bot.decisions.remember import stays
from bot.decisions.why import MACHINE, clause
from bot.state.audit.append import AppendAudit
from bot.state.audit.note import Note, Witness
from bot.state.audit.notes import decision as note
from bot.state.audited import Audited
from bot.state.decisions import DECISIONS
from bot.state.documents import Document, StateFile
from bot.state.kill_switch import ALL, ThrowSwitch, for_class, for_fingerprint
from bot.state.lifecycle import LimitStage, RaiseStage
from bot.state.put import PutDocument
from bot.state.strategies import STRATEGIES, Strategy
from bot.state.tree import Operation
from bot.words.stage import MAY_TRADE, RANK, Stage

LIFTS = (Stage.DEMOTED, Stage.SHADOW, Stage.CANARY)
BY_PEOPLE = "people lowered its stage in agents.yml"


@dataclass(frozen=True, slots=True)
class Session:
    """Who records a judgement, the slot it was due at, and the digest of all that was read."""

    witness: Witness
    slot: datetime
    inputs: str


def operations(
    facts: Facts, judged: Judgement, before: Memory, session: Session
) -> list[Operation]:
    found: list[Operation] = [*lowerings(facts, judged), *departed.lowered(facts)]
    for decision in judged.decisions.values():
        if raises(decision):
            said = AppendAudit(session.witness, (_decision_note(decision, before, session),))
            found.append(Audited((rise(facts, decision),), said))
    found += _changed(DECISIONS, judged.memory.decisions, before.decisions)
    found += _changed(STRATEGIES, judged.memory.strategies, before.strategies)
    left = departed.notes(facts, session.slot, session.inputs)
    notes = (*_notes(facts, judged, before, session), *left)
    return [*found, AppendAudit(session.witness, notes)] if notes else found


def moves(facts: Facts, judged: Judgement) -> Iterator[Operation]:
    """Give all that moves anybody, without its record."""
    yield from lowerings(facts, judged)
    yield from departed.lowered(facts)
    yield from (rise(facts, one) for one in judged.decisions.values() if raises(one))


def lowerings(facts: Facts, judged: Judgement) -> Iterator[ThrowSwitch | LimitStage]:
    """Give what stops or lowers anybody; what holds already may be among it."""
    yield from _breach(facts, judged.breach)
    for verdict in judged.classes.values():
        yield from _class(facts, verdict)
    for decision in judged.decisions.values():
        yield from _lower(facts, decision)


def raises(decision: Decision) -> bool:
    """Tell a rise that people have allowed already from one that asks them."""
    return decision.verb is Verb.PROMOTE and decision.asks is None


def _breach(facts: Facts, act: BreachAct | None) -> Iterator[ThrowSwitch]:
    if act is None:
        return
    reason = reached(act.findings[0])
    targets = {ALL: Stage.PAUSED if act.pauses else Stage.LIVE}
    targets |= {for_fingerprint(code): Stage.QUARANTINED for code in act.fingerprints}
    for target, stage in targets.items():
        shown = recorded.of_findings(act.findings)
        yield ThrowSwitch(target, stage, act.cause, facts.now, reason, MACHINE, shown)


def _class(facts: Facts, verdict: ClassVerdict) -> Iterator[ThrowSwitch]:
    if verdict.newly_killed:
        shown, reason = recorded.of_findings(verdict.findings), verdict.strategy.reason
        target = for_class(verdict.name)
        yield ThrowSwitch(target, Stage.KILLED, "two-of-four", facts.now, reason, MACHINE, shown)


def _lower(facts: Facts, decision: Decision) -> Iterator[LimitStage]:
    """Keep the most restrictive cause that is the agent's own; a class's has its own switch."""
    branch = own_cause(decision.tree)
    if branch is None or branch.stage is None:
        yield from _follow_people(facts, decision)
        return
    yield LimitStage(
        decision.agent,
        branch.stage,
        branch.cause,
        facts.now,
        clause(branch),
        MACHINE,
        recorded.of_findings(branch.findings),
        closes_epoch=branch.closes_epoch,
    )


def _follow_people(facts: Facts, decision: Decision) -> Iterator[LimitStage]:
    """Lower the record to a lowered ceiling: to raise that again must not skip the evidence."""
    ceiling = facts.agents[decision.agent].ceiling
    state = facts.states.agent(decision.agent)
    if state.stage in MAY_TRADE and RANK[ceiling] < RANK[state.stage]:
        yield LimitStage(decision.agent, ceiling, "ceiling", facts.now, BY_PEOPLE, MACHINE)


def rise(facts: Facts, decision: Decision) -> RaiseStage:
    sequence = facts.states.agent(decision.agent).next_sequence
    return RaiseStage(
        decision.agent, decision.stage, sequence, facts.now, decision.why, MACHINE, LIFTS
    )


def _changed(file: StateFile[Any], after: Document, before: Document) -> Iterator[Operation]:
    if after != before:
        yield PutDocument(file.pattern, file.version, after.model_dump(mode="json", exclude={"v"}))


def _notes(facts: Facts, judged: Judgement, before: Memory, session: Session) -> Iterator[Note]:
    """Note what changed; a rise carries its own note, for it may come too late."""
    if judged.breach is not None:
        yield note(ALL, session.slot, recorded.of_breach(judged.breach), session.inputs)
    for verdict in judged.classes.values():
        was = before.strategies.classes.get(verdict.name) or Strategy()
        if verdict.strategy.status != was.status:
            target, body = for_class(verdict.name), recorded.of_class(verdict, was)
            yield note(target, session.slot, body, session.inputs)
    for decision in judged.decisions.values():
        if not raises(decision) and is_news(facts, decision, before):
            yield _decision_note(decision, before, session)


def is_news(facts: Facts, decision: Decision, before: Memory) -> bool:
    """Tell what must be recorded: a changed decision, and each act on the agent's own record."""
    known = before.decisions.agents.get(decision.agent)
    return known is None or not stays(known, decision) or any(_lower(facts, decision))


def _decision_note(decision: Decision, before: Memory, session: Session) -> Note:
    was = before.decisions.agents.get(decision.agent)
    made = note(decision.agent, session.slot, recorded.of_decision(decision, was), session.inputs)
    # Whoever judges a slot twice and comes to another decision must find it recorded too.
    return replace(made, key=f"{made.key}/{decision.verb}/{decision.stage}")
