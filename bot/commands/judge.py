"""governor judge: evidence, decisions, weights and the report, in one commit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.commands.explain import explain
from bot.commands.judged import tell
from bot.commands.leasing import Sign, narrow, signed
from bot.decisions import writing
from bot.decisions.acts import Session
from bot.decisions.gather import Gathered, gather
from bot.decisions.judging import Judged
from bot.decisions.judging import judge as weigh
from bot.decisions.reading import likely
from bot.decisions.remembered import Remembered, recall
from bot.decisions.reporting.scorecard import scorecard
from bot.errors import BadUsage
from bot.policy.policy import Policy
from bot.ports.output import Output
from bot.ports.store import Message, Store
from bot.state.agents import AGENTS
from bot.state.audit.append import AppendAudit
from bot.state.audit.note import Witness
from bot.state.audit.notes import cycle_digest
from bot.state.documents import load
from bot.state.measures import SetFingerprint
from bot.state.report.scorecard import Scorecard
from bot.state.slots import Slots
from bot.state.tree import Operation, Tree
from bot.stats.recall import OnDay, quiet
from bot.words.canonical import digest
from bot.words.count import plural
from bot.words.instant import parse, render

JOB = "judge"


@dataclass(frozen=True, slots=True)
class Bench:
    """Where judging is done. `sign` is there where leases are signed.

    `fingerprints` are those of the code as it is checked out.
    """

    store: Store
    output: Output
    policy: Policy
    witness: Witness
    fingerprints: Mapping[str, str]
    run_id: str = ""
    sign: Sign | None = None

    @property
    def now(self) -> datetime:
        return self.witness.at


@dataclass(frozen=True, slots=True)
class Slot:
    """Which due time of which job is judged, and what is kept in the same commit.

    `newest` is False for one that was missed: it is judged as of its own time, and does not act.
    """

    at: datetime
    newest: bool = True
    job: str = JOB
    also: tuple[Operation, ...] = ()


def judge(bench: Bench, slot: Slot | None = None) -> int:
    slot = slot or Slot(bench.now)
    tree = note_code(bench) if slot.newest else bench.store.tree()
    gathered, before, judged = look(_as_of(slot, bench), tree, newest=slot.newest)
    judged = _signed(judged, before, bench.sign)
    session = Session(bench.witness, slot.at, digest(judged.report.model_dump(mode="json")))
    todo = writing.operations(gathered, judged, before, session)
    receipt = bench.store.commit(
        [*todo, _digest(slot, session, gathered), *slot.also],
        Message(f"Judge {plural(len(gathered.facts.agents), 'agent')}"),
    )
    if slot.newest:
        # Who was stopped while this was judged is not in the lease that was judged.
        narrow(bench.store, bench.sign)
    tell(bench.output, judged, before.report, changed=receipt.changed)
    return 0


def explained(bench: Bench, agent: str) -> int:
    """Judge, write nothing, and show the whole tree of findings on one agent."""
    tree = bench.store.tree()
    _, _, judged = look(bench, tree, newest=True)
    row = judged.report.agents.get(agent)
    if row is None:
        raise BadUsage(
            f"Cannot explain {agent!r}: no such agent is registered in policies/agents.yml."
        )
    if _begins_anew(bench, agent, tree):
        bench.output.warn(
            f"The code of {agent} changed since it was judged: "
            "the next judgement begins a fresh epoch in shadow."
        )
    bench.output.say("\n".join(explain(agent, row)))
    bench.output.result({"v": 1, "agent": agent, **row.model_dump(mode="json")})
    return 0


def look(bench: Bench, tree: Tree, *, newest: bool) -> tuple[Gathered, Remembered, Judged]:
    tree.bring(likely(bench.policy, bench.now))
    with bench.output.progress("Folding days", None) as bar:
        moment = Moment(bench.policy, bench.now, bench.run_id)
        return look_at(tree, moment, lambda _: bar.advance(), newest=newest)


@dataclass(frozen=True, slots=True)
class Moment:
    """By which rules a state is looked at, and as of when."""

    policy: Policy
    now: datetime
    run_id: str = ""


def look_at(
    tree: Tree, moment: Moment, on_day: OnDay = quiet, *, newest: bool
) -> tuple[Gathered, Remembered, Judged]:
    before = recall(tree)
    resets = [parse(breach.at) for breach in before.fleet.breaches]
    gathered = gather(tree, moment.policy, moment.now, resets, on_day)
    # What was judged later knew more: an older moment lifts nobody.
    newest = newest and before.judged_at <= render(moment.now)
    judged = weigh(moment.policy, gathered, before, moment.run_id, newest=newest)
    return (
        gathered,
        before,
        _scored(judged, scorecard(tree, gathered, before.report, moment.policy)),
    )


def _scored(judged: Judged, found: Scorecard | None) -> Judged:
    """Put it into the report alone, after all is decided."""
    return replace(judged, report=judged.report.model_copy(update={"scorecard": found}))


def note_code(bench: Bench) -> Tree:
    """Begin a fresh epoch for every agent whose code changed; give the state as it is then."""
    tree = bench.store.tree()
    changed = list(_changed_code(bench, tree))
    if not changed:
        return tree
    bench.store.commit(changed, Message(f"Note the code of {plural(len(changed), 'agent')}"))
    return bench.store.tree()


def _begins_anew(bench: Bench, agent: str, tree: Tree) -> bool:
    """Tell whether it was known as other code; to be noted for the first time ends nothing."""
    known = load(tree, AGENTS).agent(agent).fingerprint
    changed = (one for one in _changed_code(bench, tree) if one.agent == agent)
    return bool(known) and any(not one.keeps_evidence for one in changed)


def _changed_code(bench: Bench, tree: Tree) -> Iterator[SetFingerprint]:
    states = load(tree, AGENTS)
    for name, agent in bench.policy.agents.by_name.items():
        now, known = bench.fingerprints.get(name, ""), states.agent(name).fingerprint
        if now and now != known:
            keeps = bool(known) and agent.preserves == known
            yield SetFingerprint(name, now, bench.now, bench.witness.actor, keeps)


def _signed(judged: Judged, before: Remembered, sign: Sign | None) -> Judged:
    lease = judged.written.lease
    if sign is None or lease == before.lease:
        return judged
    return replace(judged, written=replace(judged.written, lease=signed(lease, sign)))


def _as_of(slot: Slot, bench: Bench) -> Bench:
    """Look back from a missed slot: what was not known then has no say in it."""
    if slot.newest:
        return bench
    return replace(bench, witness=replace(bench.witness, at=slot.at))


def _digest(slot: Slot, session: Session, gathered: Gathered) -> Operation:
    heads = {"report": session.inputs, "evidence": render(gathered.memory.at)}
    note = cycle_digest(slot.job, Slots((slot.at,)), session.witness.at, heads)
    return AppendAudit(session.witness, (note,))
