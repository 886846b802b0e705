"""Effects in a line each, for people."""

from collections.abc import Iterator

from bot.effects.effect import (
    CloseIssue,
    ClosePull,
    DeleteComment,
    Effect,
    OpenPull,
    SetCheck,
    UpdatePull,
    UpsertComment,
    UpsertIssue,
    wire,
)
from bot.effects.plan import Plan
from bot.words.canonical import Json
from bot.words.text import printable

LONGEST = 300
NOTHING = "Nothing to do: the forge shows what was decided."


def lines(plan: Plan) -> Iterator[str]:
    if not plan.effects:
        yield NOTHING
    for effect in plan.effects:
        yield f"  {sentence(effect)}"
    for one in plan.withheld:
        yield printable(f"  left: {one.what}: {one.why}", LONGEST)


def sentence(effect: Effect) -> str:
    match effect:
        case OpenPull(title=title, into=into):
            text = f"open {title} into {into}"
        case UpdatePull(number=number, title=title, push=push):
            text = f"{'push to and update' if push else 'update'} #{number} {title}"
        case ClosePull(number=number):
            text = f"close #{number}"
        case SetCheck(name=name, sha=sha, conclusion=conclusion):
            text = f"set {name} on {sha[:7]} to {conclusion}"
        case _:
            text = _said(effect)
    return printable(text, LONGEST)


def _said(effect: UpsertComment | DeleteComment | UpsertIssue | CloseIssue) -> str:
    match effect:
        case UpsertComment(pull=pull, comment=comment):
            return f"{'comment on' if comment is None else 'update the comment on'} #{pull}"
        case DeleteComment(pull=pull):
            return f"delete a double comment on #{pull}"
        case UpsertIssue(title=title, number=number):
            return f"open the issue {title}" if number is None else f"update #{number} {title}"
        case CloseIssue(number=number):
            return f"close #{number}, a double"


def data(plan: Plan) -> dict[str, Json]:
    return {
        "v": 1,
        "effects": [wire(effect) for effect in plan.effects],
        "withheld": [{"what": one.what, "why": one.why} for one in plan.withheld],
    }
