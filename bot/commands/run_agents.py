"""governor run-agents: run who is due, each on its own, and store what came of it in one commit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.commands.admission import Admission
from bot.commands.running import telling
from bot.commands.running.harvest import Harvest, harvest
from bot.commands.running.leave import KillList, Leave
from bot.commands.running.roll_call import Call, job_of, roll_call
from bot.commands.running.tasks import Ground, task_of, unset_secrets
from bot.errors import Refused
from bot.events.store import StoreEvents
from bot.events.tally import Tally
from bot.events.tolerance import Intake
from bot.ledger.operations import Reopen
from bot.ports.agents import Agents
from bot.ports.output import Output
from bot.ports.store import Message, Store
from bot.state.slots import AdvanceSlot
from bot.state.tree import Tree
from bot.words.count import plural

LONGEST_SUBJECT = 72


@dataclass(frozen=True, slots=True)
class Yard:
    """Where agents run; `clock` is read again when all have ended, for the time of receipt."""

    store: Store
    out: Output
    agents: Agents
    ground: Ground
    admission: Admission
    kill_list: KillList
    clock: Callable[[], datetime]


def run_agents(yard: Yard, only: str = "", *, dry: bool = False) -> int:
    """Give 0 when all that ran went well, 1 when any did not; a dry run only says who would."""
    tree, ground = yard.store.tree(), yard.ground
    known = yard.admission.fingerprints or {}
    calls = roll_call(ground.policy, tree, known, ground.now, only)
    if dry:
        telling.rehearsed(yard.out, calls)
        return 0
    _refuse_if(only, calls)
    running = [call for call in calls if not call.refusal]
    _warn_of_unset_secrets(yard, running)
    leave = Leave(yard.store, ground, yard.kill_list)
    received, harvests = _run(yard, tree, running, leave)
    calls = tuple(replace(c, refusal=leave.refused.get(c.agent.name, c.refusal)) for c in calls)
    _refuse_if(only, calls)
    tally = _store(yard, received, calls, harvests) if harvests else Tally()
    telling.told(yard.out, calls, harvests, tally)
    return 0 if all(one.went_well for one in harvests) else 1


def _refuse_if(only: str, calls: Sequence[Call]) -> None:
    if only and calls[0].refusal:
        raise Refused(f"Cannot run {only}: {calls[0].refusal}.")


def _warn_of_unset_secrets(yard: Yard, running: Sequence[Call]) -> None:
    for call in running:
        for name in unset_secrets(call.agent, yard.ground.environ):
            yard.out.warn(f"{call.agent.name} declares the secret {name}, which is not set.")


def _run(
    yard: Yard, tree: Tree, running: Sequence[Call], leave: Leave
) -> tuple[datetime, list[Harvest]]:
    tasks = [task_of(call, yard.ground) for call in running]
    outcomes = []
    with yard.out.progress("Running agents", len(tasks)) as progress:
        for outcome in yard.agents.run(tasks, leave):
            outcomes.append(outcome)
            progress.advance()
    received = yard.clock()
    order = {task.agent: place for place, task in enumerate(tasks)}
    outcomes.sort(key=lambda outcome: order[outcome.task.agent])
    return received, [
        harvest(outcome, yard.admission.intake(tree, received, speaker=outcome.task.agent))
        for outcome in outcomes
    ]


def _store(
    yard: Yard, received: datetime, calls: Sequence[Call], harvests: Sequence[Harvest]
) -> Tally:
    """Commit lines and slots together: a run that is not stored is a slot that is still due."""
    intake = Intake.at(received, yard.admission.tolerance)
    events = StoreEvents(intake, [batch for one in harvests for batch in one.batches])
    ran = [call for call in calls if not call.refusal]
    slots = [AdvanceSlot(job_of(call.agent.name), call.slot, received) for call in ran if call.slot]
    names = ", ".join(call.agent.name for call in ran)
    message = Message(f"Run {plural(len(ran), 'agent')}: {names}"[:LONGEST_SUBJECT])
    yard.store.commit([events, Reopen(intake.day), *slots], message)
    return events.tally
