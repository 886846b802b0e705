"""Brings about what a breach leaves to do: a rollback of each merge that it killed for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.commands.breached import breach_rollbacks
from bot.commands.plan import Site
from bot.commands.rolling_back import Done, Outcome, roll_back
from bot.effects.rollback import Rollback
from bot.effects.rollback_words import title
from bot.errors import (
    BadCredentials,
    CannotAct,
    CannotReach,
    CannotRunGit,
    RateLimited,
    Refused,
)
from bot.ports.reverts import Reverts
from bot.ports.store import Message
from bot.state.intents import AppendIntents, Intent, Phase, remembered
from bot.words.count import plural
from bot.words.instant import render
from bot.words.text import printable

HOPELESS = (BadCredentials, RateLimited)
CHANGES = (Outcome.OPENED, Outcome.UPDATED, Outcome.CLOSED)
NEEDS_PERSON = (Outcome.BY_HAND, Outcome.HELD)
OVER = (Outcome.CLOSED, Outcome.NOTHING)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Tried:
    rollback: Rollback
    phase: Phase
    detail: str = ""
    done: Done | None = None

    @property
    def changed(self) -> bool:
        return self.done is not None and self.done.outcome in CHANGES

    @property
    def has_asked(self) -> bool:
        """Tell whether its request stands, or people have answered it with no."""
        return self.done is not None and self.done.number > 0 and self.done.outcome not in OVER

    @property
    def name(self) -> tuple[str, str, str]:
        mark = self.rollback.mark
        return mark.key, mark.digest, self.phase


def roll_back_breaches(site: Site, reverts: Reverts) -> Sequence[Tried]:
    """Bring them all about; what is as it should be is neither written nor recorded again.

    It acts: whoever calls it has proof that this run may.
    """
    tree = site.store.tree()
    wanted = breach_rollbacks(site.forge, tree, site.policy)
    known = {(one.key, one.digest, one.phase) for one in remembered(tree)} if wanted else set()
    meant = [Tried(one, "intended") for one in wanted]
    _record(site, [one for one in meant if one.name not in known], "Mean")
    tried = [_tried(site, reverts, one) for one in wanted]
    _record(site, [one for one in tried if one.changed or one.name not in known], "Record")
    _tell(site, tried)
    return tried


def undoing(tried: Iterable[Tried]) -> frozenset[str]:
    """Name whom a rollback lowers already, so that nothing else asks for the same."""
    rises = (one.rollback.rise for one in tried if one.has_asked)
    return frozenset(rise.agent for rise in rises if rise)


def _tried(site: Site, reverts: Reverts, rollback: Rollback) -> Tried:
    try:
        done = roll_back(site.forge, reverts, rollback)
    except HOPELESS:
        raise
    except (CannotAct, CannotReach, CannotRunGit, Refused) as refused:
        return Tried(rollback, "failed", str(refused))
    phase: Phase = "failed" if done.outcome in NEEDS_PERSON else "done"
    return Tried(rollback, phase, done.reversal.why, done)


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
        elif one.changed and one.done:
            site.output.say(f"Done: {about} is #{one.done.number}, {one.done.outcome}")
