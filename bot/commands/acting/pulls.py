"""The bot's own pull requests, opened, changed and closed; each finds its earlier self first."""

from collections.abc import Sequence

from bot.commands.acting.outcome import Outcome
from bot.commands.looking import seen_pull
from bot.effects.effect import ClosePull, OpenPull, Push, UpdatePull
from bot.effects.marker import found
from bot.effects.planning.pulls import vetoed
from bot.errors import AlreadyExists, Refused
from bot.ports.forge import Forge
from bot.ports.forge.contents import FileChange
from bot.ports.forge.issues import Label
from bot.ports.forge.pulls import NewPull, PullFilter, PullRequest, State

COLORS = {
    "governor:promote": Label("governor:promote", "2da44e", "Governor asks to raise an agent"),
    "governor:demote": Label("governor:demote", "d29922", "Governor lowered an agent"),
    "governor:scaffold": Label("governor:scaffold", "0969da", "Governor asks to add an agent"),
    "governor:rollback": Label("governor:rollback", "cf222e", "Governor takes a merge back"),
}


def open_pull(forge: Forge, effect: OpenPull) -> Outcome:
    standing = _own(forge, effect.push.branch)
    for one in standing:
        if one.state is State.OPEN:
            return _made_sure(forge, one, effect)
    veto = vetoed([seen_pull(one) for one in standing], effect.mark)
    if veto:
        raise Refused(f"Cannot open {effect.title}: {veto}.")
    sha = _pushed(forge, effect.push, _own_head(forge, effect.push.branch))
    return _labelled(forge, _opened(forge, effect), effect.labels, sha)


def update_pull(forge: Forge, effect: UpdatePull) -> Outcome:
    sha = _pushed(forge, effect.push, effect.head) if effect.push else ""
    forge.update_pull(effect.number, title=effect.title, body=effect.body)
    return _labelled(forge, effect.number, effect.labels, sha)


def close_pull(forge: Forge, effect: ClosePull) -> Outcome:
    """Say why first: a closed one that still asks would pass for a veto."""
    forge.update_pull(effect.number, body=effect.body)
    forge.close_pull(effect.number)
    return Outcome(str(effect.number))


def _own(forge: Forge, branch: str) -> Sequence[PullRequest]:
    me = forge.identity().login
    found_ = forge.pulls(PullFilter(state=None, head_branch=branch))
    return [one for one in found_ if one.author == me and not one.from_fork]


def _made_sure(forge: Forge, pull: PullRequest, effect: OpenPull) -> Outcome:
    """Finish what another run, or this one before it crashed, has begun."""
    if found(pull.body) != effect.mark:
        forge.update_pull(pull.number, title=effect.title, body=effect.body)
    missing = tuple(one for one in effect.labels if one not in pull.labels)
    return _labelled(forge, pull.number, missing, "")


def _own_head(forge: Forge, branch: str) -> str | None:
    """Tell where a branch of the bot's stands; one that others have worked on is theirs."""
    head = forge.branch_head(branch)
    if head is not None and forge.commit(head).author != forge.identity().login:
        raise Refused(
            f"Cannot push to {branch}: somebody else's commit is on it; delete the branch, or "
            "open the pull request yourself."
        )
    return head


def _pushed(forge: Forge, push: Push, expected: str | None) -> str:
    changes = [FileChange(edit.path, edit.content) for edit in push.edits]
    return forge.commit_files(push.branch, push.base, changes, push.message, expected).sha


def _opened(forge: Forge, effect: OpenPull) -> int:
    new = NewPull(effect.title, effect.push.branch, effect.into, effect.body)
    try:
        return forge.open_pull(new).number
    except AlreadyExists as raced:
        if raced.number is None:
            raise
        return raced.number


def _labelled(forge: Forge, number: int, labels: Sequence[str], sha: str) -> Outcome:
    for name in labels:
        forge.ensure_label(COLORS.get(name, Label(name, "ededed")))
    if labels:
        forge.add_labels(number, labels)
    return Outcome(str(number), sha)
