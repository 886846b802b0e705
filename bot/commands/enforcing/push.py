"""Which push is enforced, as GitHub's event or the command line tells it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.errors import BadUsage
from bot.words.canonical import Json
from bot.words.strict_json import parse_object

SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
BRANCH = "refs/heads/"


@dataclass(frozen=True, slots=True)
class Push:
    """`before` and `after` are empty where nobody knows them; so is `branch`."""

    before: str = ""
    after: str = ""
    branch: str = ""


def push_of(event: bytes) -> Push:
    """Read a push; of any other event nothing is known, and all is looked at."""
    try:
        data = parse_object(event)
        return Push(_sha(data, "before"), _sha(data, "after"), _branch(data))
    except ValueError as error:
        raise BadUsage(
            f"Cannot tell from the event what was pushed: {error}; give --before and --after."
        ) from None


def sha_from(name: str, text: str) -> str:
    if not SHA.fullmatch(text):
        raise BadUsage(f"Cannot use {name}: it must be a full commit id of 40 or 64 hex digits.")
    return _known(text)


def _sha(data: Mapping[str, Json], name: str) -> str:
    found = data.get(name, "")
    if not isinstance(found, str) or (found and not SHA.fullmatch(found)):
        raise ValueError(f"its {name} is no commit id")
    return _known(found)


def _known(sha: str) -> str:
    """Read the zeros by which git says that there was, or is, no commit."""
    return sha if sha.strip("0") else ""


def _branch(data: Mapping[str, Json]) -> str:
    ref = data.get("ref")
    is_push = "before" in data and isinstance(ref, str)
    return str(ref).removeprefix(BRANCH) if is_push else ""
