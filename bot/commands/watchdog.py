"""governor watchdog: where no cycle was done for too long, shut the gate and tell people once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NoReturn

from bot.commands.acting.talk import close_issue, upsert_issue
from bot.commands.gate import GateKeeper, gate_all
from bot.commands.notebook import Notebook
from bot.decisions.heartbeat import Stale, last_beat, stale
from bot.effects.marker import found
from bot.effects.stale_issue import (
    LABEL,
    TITLE,
    healed_issue,
    is_watchdogs,
    key_of,
    stale_issue,
)
from bot.errors import GovernorError, Refused
from bot.policy.governor import Governor
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.forge.issues import Issue
from bot.ports.forge.pulls import State
from bot.ports.output import Output
from bot.state.tree import Tree
from bot.words.canonical import Json
from bot.words.count import plural
from bot.words.instant import day_of, render
from bot.words.text import printable

LONGEST = 400
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Kennel:
    """What the watchdog sees and may do; whatever it cannot read counts as standing still.

    `lacking` says what is missing to prove that it may act; `alarm` mails.
    """

    forge: Forge
    output: Output
    tree: Callable[[], Tree]
    policy: Callable[[], Governor]
    keeper: GateKeeper
    now: datetime
    lacking: str = ""
    alarm: Callable[[Stale], int] = lambda _stale: 0


def watchdog(kennel: Kennel) -> int:
    found, beat = _look(kennel)
    kennel.output.say(printable(_said(found, beat), LONGEST))
    code, issue = 0, None
    if kennel.lacking:
        kennel.output.warn(f"Only looked, nothing was done: {kennel.lacking}.")
    elif found is not None:
        code, issue = _bark(kennel, found)
    else:
        code, issue = _calm(kennel, beat)
    kennel.output.result(_data(found, beat, issue))
    return code


def _look(kennel: Kennel) -> tuple[Stale | None, str]:
    try:
        tree, policy = kennel.tree(), kennel.policy()
        beat = last_beat(tree)
        return stale(tree, policy, kennel.now), render(beat) if beat else ""
    except GovernorError as error:
        text = f"the fleet is stale: its state cannot be read: {error}"
        return Stale(f"{UNREADABLE}/{day_of(kennel.now)}", text), ""


def _bark(kennel: Kennel, found: Stale) -> tuple[int, int | None]:
    """Shut the gate before anybody is told: that is what protects."""

    def judge(_: Policy) -> NoReturn:
        raise Refused(found.text)

    code = _judge_again(kennel, replace(kennel.keeper, judge=judge))
    kennel.output.warn(printable(found.text, LONGEST))
    issue = _told(kennel, found)
    return _mailed(kennel, found) or code, issue


def _mailed(kennel: Kennel, found: Stale) -> int:
    """Mail as well, where the state can say who was told already; the issue stands in any case."""
    try:
        return kennel.alarm(found)
    except GovernorError as error:
        kennel.output.warn(printable(f"Nobody was mailed: {error}", LONGEST))
        # What cannot be read names nobody; that it cannot is what the issue says already.
        return 0 if found.since.startswith(UNREADABLE) else 1


def _told(kennel: Kennel, found: Stale) -> int | None:
    """Open one issue, or bring the open one up to date; one that people closed stays closed."""
    standing = _own(kennel.forge, State.OPEN)
    if not standing and _was_closed(kennel.forge, found):
        kennel.output.say("People have closed the issue about it; it stays closed.")
        return None
    effect = stale_issue(found, standing[0].number if standing else None)
    if standing and _says(standing[0], effect.mark.digest):
        return standing[0].number
    number = int(upsert_issue(kennel.forge, effect).ref)
    kennel.output.say(f"{'Updated' if standing else 'Opened'} #{number} {TITLE}.")
    return number


def _calm(kennel: Kennel, beat: str) -> tuple[int, int | None]:
    """Put the usual verdicts back before the issue goes, so that a crash is made up for."""
    standing = _own(kennel.forge, State.OPEN)
    if not standing:
        return 0, None
    code = _judge_again(kennel, kennel.keeper)
    for issue in standing:
        close_issue(kennel.forge, healed_issue(issue.number, beat))
    kennel.output.say(f"Closed {plural(len(standing), 'issue')} about it: the fleet goes on.")
    return code, standing[0].number


def _judge_again(kennel: Kennel, keeper: GateKeeper) -> int:
    return gate_all(replace(keeper, output=Notebook(kennel.output)))


def _own(forge: Forge, state: State) -> Sequence[Issue]:
    me = forge.identity().login
    issues = forge.issues(state, LABEL)
    return [one for one in issues if one.author == me and is_watchdogs(found(one.body))]


def _was_closed(forge: Forge, stale: Stale) -> bool:
    return any(_key(one) == key_of(stale) for one in _own(forge, State.CLOSED))


def _key(issue: Issue) -> str:
    said = found(issue.body)
    return said.key if said else ""


def _says(issue: Issue, digest: str) -> bool:
    said = found(issue.body)
    return said is not None and said.digest == digest


def _said(found: Stale | None, beat: str) -> str:
    if found is None:
        return f"The fleet is alive: its last cycle was done at {beat}."
    return f"{found.text[0].upper()}{found.text[1:]}".removesuffix(".") + "."


def _data(found: Stale | None, beat: str, issue: int | None) -> dict[str, Json]:
    return {
        "v": 1,
        "stale": found is not None,
        "why": found.text if found else None,
        "heartbeat": beat or None,
        "issue": issue,
    }
