"""Comments and the fleet issue: one of each, however many runs say it at once."""

from collections.abc import Sequence

from bot.commands.acting.outcome import Outcome
from bot.effects.effect import CloseIssue, DeleteComment, UpsertComment, UpsertIssue
from bot.effects.marker import Mark, found, mark, marked
from bot.errors import Forbidden, Invalid, NotFound
from bot.ports.forge import Forge
from bot.ports.forge.issues import Issue
from bot.ports.forge.talk import Comment


def upsert_comment(forge: Forge, effect: UpsertComment) -> Outcome:
    """Change what is there, or say it; then see that no other run has said it before."""
    standing = _standing_comment(forge, effect)
    if standing is not None:
        forge.update_comment(standing, effect.body)
        return Outcome(str(effect.pull))
    forge.create_comment(effect.pull, effect.body)
    for double in _same_comments(forge, effect.pull, effect.mark)[1:]:
        _delete(forge, double.id)
    return Outcome(str(effect.pull))


def delete_comment(forge: Forge, effect: DeleteComment) -> Outcome:
    _delete(forge, effect.comment)
    return Outcome(str(effect.pull))


def upsert_issue(forge: Forge, effect: UpsertIssue) -> Outcome:
    number = effect.number or _first_issue(forge, effect)
    if number is None:
        number = _new_issue(forge, effect)
    else:
        forge.update_issue(number, title=effect.title, body=effect.body)
    return Outcome(str(number), detail=_pinned(forge, number) if effect.pin else "")


def close_issue(forge: Forge, effect: CloseIssue) -> Outcome:
    forge.update_issue(effect.number, body=effect.body)
    forge.close_issue(effect.number)
    return Outcome(str(effect.number))


def _standing_comment(forge: Forge, effect: UpsertComment) -> int | None:
    if effect.comment is not None:
        return effect.comment
    same = _same_comments(forge, effect.pull, effect.mark)
    return same[0].id if same else None


def _same_comments(forge: Forge, pull: int, said: Mark) -> Sequence[Comment]:
    me = forge.identity().login
    return [one for one in forge.comments(pull) if one.author == me and _is_of(one.body, said)]


def _delete(forge: Forge, comment: int) -> None:
    try:
        forge.delete_comment(comment)
    except NotFound:
        return  # another run was faster


def _first_issue(forge: Forge, effect: UpsertIssue) -> int | None:
    same = _same_issues(forge, effect)
    return same[0].number if same else None


def _new_issue(forge: Forge, effect: UpsertIssue) -> int:
    made = forge.open_issue(effect.title, effect.body, effect.labels).number
    first = _first_issue(forge, effect) or made
    if first != made:
        word = f"#{first} is older and says the same."
        forge.update_issue(made, body=marked(word, mark(f"duplicate/{made}", word)))
        forge.close_issue(made)
    return first


def _same_issues(forge: Forge, effect: UpsertIssue) -> Sequence[Issue]:
    me, label = forge.identity().login, effect.labels[0] if effect.labels else ""
    return [
        one
        for one in forge.issues(label=label)
        if one.author == me and _is_of(one.body, effect.mark)
    ]


def _pinned(forge: Forge, number: int) -> str:
    """Pin it where that can be; three pinned issues are all that GitHub takes."""
    try:
        forge.pin_issue(number)
    except (Invalid, Forbidden) as refused:
        return f"not pinned: {refused}"
    return ""


def _is_of(body: str, said: Mark) -> bool:
    known = found(body)
    return known is not None and known.key == said.key
