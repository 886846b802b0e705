"""What a breach leaves to do on the forge: one rollback for each merge that it killed for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.commands.plan import Site
from bot.commands.rolling_back import Done, Forge, Outcome, rise_by, roll_back
from bot.effects.rollback import Rise, Rollback, rollbacks, unreleased
from bot.effects.rollback_words import title
from bot.errors import (
    BadCredentials,
    CannotAct,
    CannotReach,
    CannotRunGit,
    RateLimited,
    Refused,
)
from bot.ports.forge.pulls import PullFilter, State
from bot.ports.reverts import Reverts
from bot.ports.store import Message
from bot.state.documents import load
from bot.state.fleet import FLEET
from bot.state.intents import AppendIntents, Intent, Phase, remembered
from bot.state.kill_switch import KILL_SWITCH
from bot.state.tree import Tree
from bot.words.count import plural
from bot.words.instant import render
from bot.words.text import printable

HOPELESS = (BadCredentials, RateLimited)
NEEDS_PERSON = (Outcome.BY_HAND, Outcome.HELD)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Tried:
    rollback: Rollback
    phase: Phase
    detail: str = ""
    done: Done | None = None


def breach_rollbacks(forge: Forge, tree: Tree, lookback: timedelta) -> Sequence[Rollback]:
    """List them; without a breach that killed anybody the forge is not even asked."""
    breaches = unreleased(load(tree, FLEET), load(tree, KILL_SWITCH))
    if not any(breach.killed for breach in breaches):
        return ()
    return rollbacks(breaches, list(_rises(forge)), lookback)


def roll_back_breaches(site: Site, reverts: Reverts) -> int:
    """Bring them all about, and give 1 where one is left to a person or could not be done.

    It acts: whoever calls it has proof that this run may. What is as it should be is neither
    written nor recorded again.
    """
    tree = site.store.tree()
    lookback = timedelta(days=site.policy.risk.rollback_lookback_days)
    wanted = breach_rollbacks(site.forge, tree, lookback)
    known = {(one.key, one.digest, one.phase) for one in remembered(tree)}
    meant = [Tried(one, "intended") for one in wanted]
    _record(site, [one for one in meant if _name(one) not in known], "Mean")
    tried = [_tried(site, reverts, one) for one in wanted]
    _record(site, [one for one in tried if _has_changed(one) or _name(one) not in known], "Record")
    _tell(site, tried)
    return 1 if any(one.phase == "failed" for one in tried) else 0


def _rises(forge: Forge) -> Iterator[Rise]:
    me = forge.identity().login
    rises = (rise_by(me, pull) for pull in forge.pulls(PullFilter(state=State.CLOSED)))
    return (rise for rise in rises if rise)


def _tried(site: Site, reverts: Reverts, rollback: Rollback) -> Tried:
    try:
        done = roll_back(site.forge, reverts, rollback)
    except HOPELESS:
        raise
    except (CannotAct, CannotReach, CannotRunGit, Refused) as refused:
        return Tried(rollback, "failed", str(refused))
    phase: Phase = "failed" if done.outcome in NEEDS_PERSON else "done"
    return Tried(rollback, phase, done.reversal.why, done)


def _has_changed(tried: Tried) -> bool:
    changes = (Outcome.OPENED, Outcome.UPDATED, Outcome.CLOSED)
    return tried.done is not None and tried.done.outcome in changes


def _name(tried: Tried) -> tuple[str, str, str]:
    mark = tried.rollback.mark
    return mark.key, mark.digest, tried.phase


def _record(site: Site, tried: Iterable[Tried], what: str) -> None:
    intents = tuple(_intent(site, one) for one in tried)
    if intents:
        subject = f"{what} {plural(len(intents), 'rollback')}"
        site.store.commit([AppendIntents(site.now, intents)], Message(subject))


def _intent(site: Site, tried: Tried) -> Intent:
    done, mark = tried.done, tried.rollback.mark
    return Intent(
        at=render(site.now),
        key=mark.key,
        digest=mark.digest,
        kind=Rollback.kind,
        phase=tried.phase,
        run=site.run_id,
        ref=str(done.number) if done and done.number else "",
        sha=done.reversal.sha if done else "",
        detail=printable(tried.detail, LONGEST),
    )


def _tell(site: Site, tried: Sequence[Tried]) -> None:
    for one in tried:
        about = title(one.rollback)
        if one.phase == "failed":
            site.output.warn(printable(f"Not done: {about}: {one.detail}", LONGEST))
        elif _has_changed(one) and one.done:
            site.output.say(f"Done: {about} is #{one.done.number}, {one.done.outcome}")
