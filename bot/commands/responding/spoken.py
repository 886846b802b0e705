"""A comment as GitHub's event tells of it, and the command in its text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import BadUsage
from bot.words.canonical import Json
from bot.words.strict_json import parse_object

# Only what GitHub takes for the end of a line ends one here.
LINES = re.compile(r"\r\n|\r|\n")
COMMAND = re.compile(r"/governor(?:[ \t]+(?P<rest>.*))?", re.DOTALL)
LONGEST = 2000
CREATED, BOT = "created", "Bot"


@dataclass(frozen=True, slots=True)
class Spoken:
    """`body` is what it said when it was written, whoever edited it since."""

    action: str
    comment: int
    body: str
    by_bot: bool


@dataclass(frozen=True, slots=True)
class Ask:
    """`verb` is empty where nothing follows the address."""

    verb: str
    rest: str


def spoken(event: bytes) -> Spoken:
    try:
        data = parse_object(event)
        comment = _mapping(data, "comment")
        is_bot = _mapping(comment, "user").get("type") == BOT
        return Spoken(_text(data, "action"), _id(comment), _text(comment, "body"), is_bot)
    except ValueError as error:
        raise BadUsage(
            f"Cannot tell from the event what was said: {error}; run on issue_comment."
        ) from None


def ask_of(body: str) -> Ask | None:
    """Find the first line that begins with the address; what stands before or after is talk."""
    for line in LINES.split(body):
        found = COMMAND.fullmatch(line[:LONGEST])
        if found:
            return Ask(*first_word(found["rest"] or ""))
    return None


def first_word(text: str) -> tuple[str, str]:
    """Split at the first space of any kind."""
    first, rest, *_ = (*text.split(maxsplit=1), "", "")
    return first, rest.strip()


def _mapping(data: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    found = data.get(name)
    if not isinstance(found, Mapping):
        raise ValueError(f"it has no {name}")  # noqa: TRY004 - the event is wrong, not the code
    return found


def _id(data: Mapping[str, Json]) -> int:
    found = data.get("id")
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise ValueError("its comment has no id")
    return found


def _text(data: Mapping[str, Json], name: str) -> str:
    found = data.get(name)
    if not isinstance(found, str):
        raise ValueError(f"its {name} is no text")  # noqa: TRY004 - as above
    return found
