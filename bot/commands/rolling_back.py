"""Undoes one merged pull request by another: finds its earlier self, makes the commit, opens it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.commands.acting.pulls import COLORS
from bot.effects import marker, rollback_words
from bot.effects.escape import markdown
from bot.effects.planning.wish import AGAIN
from bot.effects.reversal import Manner, Reversal
from bot.effects.rollback import LABEL, Rise, Rollback, rise_of
from bot.errors import AlreadyExists, Refused
from bot.ports.forge.issues import Issues
from bot.ports.forge.people import People
from bot.ports.forge.pulls import NewPull, PullFilter, PullRequest, Pulls, State
from bot.ports.forge.survey import Surveys
from bot.ports.forge.talk import Talk
from bot.ports.reverts import Merged, Reverts


class Forge(People, Pulls, Issues, Talk, Surveys, Protocol):
    """What of the forge a rollback needs."""


class Outcome(StrEnum):
    """VETOED: a person closed the same request without merging it."""

    OPENED = "opened"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CLOSED = "closed"
    NOTHING = "nothing"
    BY_HAND = "by_hand"
    HELD = "held"
    VETOED = "vetoed"


@dataclass(frozen=True, slots=True)
class Done:
    """`number` is that of the rollback's own pull request, 0 where there is none."""

    outcome: Outcome
    reversal: Reversal
    number: int = 0


def roll_back(forge: Forge, reverts: Reverts, rollback: Rollback) -> Done:
    """Bring the rollback's pull request about; doing so again changes nothing.

    What a person closed stays closed while it would say the same, unless a person asks.
    """
    merged = merged_pull(forge, rollback.pull)
    earlier = _earlier(forge, rollback, merged.base_branch)
    if _is_vetoed(reverts, rollback, merged, earlier):
        return Done(Outcome.VETOED, Reversal(Manner.NOTHING), earlier[-1].number)
    made = reverts.publish(merged)
    opened = [pull for pull in earlier if pull.state is State.OPEN]
    if made.manner is Manner.BY_HAND:
        return _say_by_hand(forge, rollback, made)
    if made.manner is Manner.NOTHING:
        return _close(forge, opened, made)
    if made.manner is Manner.HELD:
        return Done(Outcome.HELD, made, opened[0].number if opened else 0)
    return (
        _update(forge, opened[0], rollback, made)
        if opened
        else _open(forge, rollback, merged, made)
    )


def merged_pull(forge: Pulls, number: int) -> Merged:
    """Read what the forge knows of a merged pull request."""
    pull = forge.pull(number)
    if not pull.merged:
        state = "open; close it" if pull.state is State.OPEN else "closed without a merge"
        raise Refused(
            f"Cannot roll back #{number}: it is {state}, so nothing of it is on a branch."
        )
    commits = tuple(commit.sha for commit in forge.pull_commits(number))
    return Merged(number, pull.base_branch, pull.head_sha, pull.merge_sha, commits)


def rise_by(me: str, pull: PullRequest) -> Rise | None:
    """Tell who rose by a merged pull request, if it was the bot's own and anybody did."""
    if not pull.merged or pull.closed_at is None or pull.author != me or pull.from_fork:
        return None
    return rise_of(pull.number, pull.head_branch, pull.closed_at)


def _earlier(forge: Forge, rollback: Rollback, base: str) -> Sequence[PullRequest]:
    me = forge.identity().login
    listed = forge.pulls(PullFilter(state=None, head_branch=rollback.branch, base_branch=base))
    return [pull for pull in listed if pull.author == me]


def _is_vetoed(
    reverts: Reverts, rollback: Rollback, merged: Merged, earlier: Sequence[PullRequest]
) -> bool:
    last = earlier[-1] if earlier else None
    if last is None or last.state is State.OPEN or last.merged:
        return False
    if rollback.asked or AGAIN in last.labels:
        return False
    made = reverts.prepare(merged)
    return made.has_commit and _says(last, rollback, made)


def _says(pull: PullRequest, rollback: Rollback, made: Reversal) -> bool:
    return marker.found(pull.body) == rollback_words.mark_of(rollback, made)


def _open(forge: Forge, rollback: Rollback, merged: Merged, made: Reversal) -> Done:
    title, body = rollback_words.title(rollback), rollback_words.body(rollback, made)
    try:
        pull = forge.open_pull(NewPull(title, rollback.branch, merged.base_branch, body))
    except AlreadyExists as exists:
        if exists.number is None:
            raise
        return _update(forge, forge.pull(exists.number), rollback, made)
    _label(forge, pull.number)
    return Done(Outcome.OPENED, made, pull.number)


def _label(forge: Forge, number: int) -> None:
    forge.ensure_label(COLORS[LABEL])
    forge.add_labels(number, [LABEL])


def _update(forge: Forge, pull: PullRequest, rollback: Rollback, made: Reversal) -> Done:
    """Say what is true now; another's words, and those about a breach when asked, stay."""
    if pull.author != forge.identity().login:
        return Done(Outcome.UNCHANGED, made, pull.number)
    if LABEL not in pull.labels:
        _label(forge, pull.number)
    if _says(pull, rollback, made) or (rollback.asked and pull.head_sha == made.sha):
        return Done(Outcome.UNCHANGED, made, pull.number)
    title, body = rollback_words.title(rollback), rollback_words.body(rollback, made)
    forge.update_pull(pull.number, title=title, body=body)
    return Done(Outcome.UPDATED, made, pull.number)


def _close(forge: Forge, opened: Sequence[PullRequest], made: Reversal) -> Done:
    """Close them under another mark: that nothing is left is no veto of anybody's."""
    for pull in opened:
        word = f"Closed: there is nothing left to undo. {markdown(made.why).capitalize()}."
        signed = marker.mark(f"withdrawn/{pull.number}", word)
        forge.update_pull(pull.number, body=marker.marked(word, signed))
        forge.close_pull(pull.number)
    outcome = Outcome.CLOSED if opened else Outcome.NOTHING
    return Done(outcome, made, opened[0].number if opened else 0)


def _say_by_hand(forge: Forge, rollback: Rollback, made: Reversal) -> Done:
    """Leave the commands under the merged request, once."""
    me, text = forge.identity().login, rollback_words.note(rollback, made)
    said = [marker.found(one.body) for one in forge.comments(rollback.pull) if one.author == me]
    if marker.found(text) not in said:
        forge.create_comment(rollback.pull, text)
    return Done(Outcome.BY_HAND, made)
