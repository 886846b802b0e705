"""Whether a comment is to be answered: asked of the forge itself, not of the event."""

from dataclasses import dataclass

from bot.commands.responding.spoken import CREATED, Ask, Spoken, ask_of
from bot.effects.marker import found
from bot.effects.planning.fleet_issue import KEY
from bot.errors import NotFound
from bot.ports.forge import Forge
from bot.ports.forge.talk import Comment
from bot.words.text import printable

SHOWN = 40
BOTS, A_BOT = "[bot]", "a bot wrote it"


@dataclass(frozen=True, slots=True)
class Heard:
    """`edited` tells that the comment no longer says what it said when it was written."""

    comment: int
    number: int
    author: str
    ask: Ask
    edited: bool


def hear(forge: Forge, said: Spoken) -> Heard | str:
    """Give the command, or say why nobody is to be answered."""
    ask = _asked(said)
    if isinstance(ask, str):
        return ask
    try:
        live = forge.comment(said.comment)
    except NotFound:
        return "the comment is gone"
    if _is_bot(forge, live.author):
        return A_BOT
    if not _is_heard_there(forge, live.number):
        return f"#{live.number} is neither a pull request nor the fleet issue"
    return _heard(live, said, ask)


def _asked(said: Spoken) -> Ask | str:
    if said.action != CREATED:
        return f"the comment was {printable(said.action, SHOWN)}, and only new ones are heard"
    return A_BOT if said.by_bot else ask_of(said.body) or "the comment asks for nothing"


def _heard(live: Comment, said: Spoken, ask: Ask) -> Heard:
    return Heard(live.id, live.number, live.author, ask, live.body != said.body)


def _is_bot(forge: Forge, author: str) -> bool:
    return not author or author.endswith(BOTS) or author == forge.identity().login


def _is_heard_there(forge: Forge, number: int) -> bool:
    try:
        forge.pull(number)
    except NotFound:
        issue = forge.issue(number)
        said = found(issue.body)
        return issue.author == forge.identity().login and said is not None and said.key == KEY
    return True
