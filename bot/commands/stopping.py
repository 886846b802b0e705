"""Kill and pause: throw the switch of a target, once."""

from dataclasses import dataclass

from bot.commands.human import Desk, commit, reason_for, tell, why
from bot.commands.leasing import narrow
from bot.commands.targets import Target, find_target
from bot.state.documents import load
from bot.state.holds import Hold
from bot.state.kill_switch import KILL_SWITCH, ThrowSwitch
from bot.words.stage import Stage


@dataclass(frozen=True, slots=True)
class Stop:
    """One way to stop a target; `cause` keeps it apart from the machine's own."""

    act: str
    done: str
    stage: Stage
    cause: str
    undo: str


def stop(desk: Desk, way: Stop, typed: str, reason: str) -> int:
    reason = reason_for(way.act, desk.witness, reason)
    target = find_target(desk.policy, desk.store.tree(), typed, way.act)
    known = _known(desk, target, way)
    changed = known is None and _throw(desk, target, way, reason)
    sentence = _again(way, target, known) if known else _done(way, target)
    # Also when it was stopped before: perhaps the lease could not be changed then.
    sentence = f"{sentence} {narrow(desk.store, desk.sign)}".strip()
    tell(desk, sentence, {"act": way.act, "target": target.switch, "changed": changed})
    return 0


def _known(desk: Desk, target: Target, way: Stop) -> Hold | None:
    return load(desk.store.tree(), KILL_SWITCH).switch(target.switch).holds.get(_cause(desk, way))


def _cause(desk: Desk, way: Stop) -> str:
    """Keep each person's stop: one who lifts another's has not seen that there is a second."""
    return f"{way.cause} {desk.witness.actor}"


def _throw(desk: Desk, target: Target, way: Stop, reason: str) -> bool:
    witness = desk.witness
    cause = _cause(desk, way)
    throw = ThrowSwitch(target.switch, way.stage, cause, witness.at, reason, witness.actor)
    return commit(desk, [throw], way.act, target.typed, {"target": target.switch, "reason": reason})


def _done(way: Stop, target: Target) -> str:
    undo = f"governor {way.undo} {target.typed}"
    return f"{way.done.capitalize()} {target.label}; {target.stops} again until `{undo}`."


def _again(way: Stop, target: Target, known: Hold) -> str:
    return f"{target.subject} is {way.done} already: {why(known)}. Nothing changed."
