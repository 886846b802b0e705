"""governor rollback: a person asks for the pull request that undoes a merged one."""

from bot.commands.human import Desk, reason_for, tell
from bot.commands.rolling_back import Done, Forge, Outcome, merged_pull, rise_by, roll_back
from bot.effects.rollback import Asked, Rollback
from bot.ports.reverts import Reverts
from bot.ports.store import Message
from bot.state.audit.append import AppendAudit
from bot.state.audit.entry import Kind
from bot.state.audit.note import Note
from bot.words.canonical import Json, digest

ACT = "rollback"
FAILED = (Outcome.BY_HAND, Outcome.HELD)
NOTHING = "There is nothing to roll back of {pull}: {why}."
SENTENCES = {
    Outcome.OPENED: "Opened {own}; merging it undoes {pull}.",
    Outcome.UPDATED: "Brought {own} up to date; merging it undoes {pull}.",
    Outcome.UNCHANGED: "{own} is open for that already; merging it undoes {pull}. Nothing changed.",
    Outcome.CLOSED: "Closed {own}: {why}.",
    Outcome.NOTHING: NOTHING,
    Outcome.VETOED: NOTHING,
    Outcome.HELD: "Cannot roll back {pull}: {why}. Open or merge that branch yourself.",
    Outcome.BY_HAND: "Cannot roll back {pull} by itself: {why}. These commands do it by hand:",
}


def rollback(desk: Desk, forge: Forge, reverts: Reverts, number: int, reason: str) -> int:
    reason = reason_for(ACT, desk.witness, reason)
    merged_pull(forge, number)
    _record(desk, number, reason)
    done = roll_back(forge, reverts, _wish(desk, forge, number, reason))
    data: dict[str, Json] = {
        "act": ACT,
        "pull": number,
        "outcome": done.outcome.value,
        "number": done.number or None,
        "why": done.reversal.why,
        "commands": done.reversal.commands,
    }
    tell(desk, _sentence(number, done), data)
    for command in done.reversal.commands:
        desk.output.say(f"  {command}")
    return 1 if done.outcome in FAILED else 0


def _wish(desk: Desk, forge: Forge, number: int, reason: str) -> Rollback:
    pull = forge.pull(number)
    rise = rise_by(forge.identity().login, pull)
    return Rollback(number, rise, asked=Asked(desk.witness.actor, reason, pull.title))


def _record(desk: Desk, number: int, reason: str) -> None:
    """Record who asked and why before anything is done; the same wish is recorded once."""
    subject = f"#{number}"
    body: dict[str, Json] = {"act": ACT, "pull": number, "reason": reason}
    key = f"{ACT}/{number}/{digest([desk.witness.actor, reason])}"
    note = Note(Kind.HUMAN, subject, body, key=key)
    desk.store.commit([AppendAudit(desk.witness, (note,))], Message(f"Roll back {subject}"))


def _sentence(number: int, done: Done) -> str:
    return SENTENCES[done.outcome].format(
        pull=f"#{number}", own=f"#{done.number}", why=done.reversal.why
    )
