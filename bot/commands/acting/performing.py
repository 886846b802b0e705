"""Does one effect, whichever it is."""

from bot.commands.acting import checks, pulls, talk
from bot.commands.acting.outcome import Outcome
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
)
from bot.ports.forge import Forge


def perform(forge: Forge, effect: Effect) -> Outcome:
    match effect:
        case OpenPull():
            return pulls.open_pull(forge, effect)
        case UpdatePull():
            return pulls.update_pull(forge, effect)
        case ClosePull():
            return pulls.close_pull(forge, effect)
        case SetCheck():
            return checks.set_check(forge, effect)
        case _:
            return _say(forge, effect)


def _say(forge: Forge, effect: UpsertComment | DeleteComment | UpsertIssue | CloseIssue) -> Outcome:
    match effect:
        case UpsertComment():
            return talk.upsert_comment(forge, effect)
        case DeleteComment():
            return talk.delete_comment(forge, effect)
        case UpsertIssue():
            return talk.upsert_issue(forge, effect)
        case CloseIssue():
            return talk.close_issue(forge, effect)
