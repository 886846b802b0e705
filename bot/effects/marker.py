"""The hidden line by which the bot knows its own work again, and knows whether it still says that.

It stands on a line of its own. Foreign text is shown within a line, so it cannot forge one, and
what others write themselves is told apart by its author.
"""

import re
from dataclasses import dataclass

from bot.words.canonical import Json, digest

SHORT = 12
LINE = re.compile(
    r"^<!-- governor:(?P<key>\S+) digest=(?P<digest>[0-9a-f]{12}) -->\s*$", re.MULTILINE
)
KEPT = re.compile(r"[^\w./:-]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mark:
    """`key` names one intended act for good; `digest` names what it says, without ids and times."""

    key: str
    digest: str


def mark(key: str, content: Json) -> Mark:
    return Mark(KEPT.sub("_", key), digest(content)[:SHORT])


def marked(text: str, mark: Mark) -> str:
    return f"{text.rstrip()}\n\n{line(mark)}\n"


def line(mark: Mark) -> str:
    return f"<!-- governor:{mark.key} digest={mark.digest} -->"


def found(body: str) -> Mark | None:
    """Read the last one."""
    lines = list(LINE.finditer(body))
    return Mark(lines[-1]["key"], lines[-1]["digest"]) if lines else None


def digest_of(body: str, key: str) -> str:
    """Read the digest under a key; empty where the body has no such mark."""
    return next((one["digest"] for one in LINE.finditer(body) if one["key"] == key), "")


def keys(body: str) -> tuple[str, ...]:
    return tuple(one["key"] for one in LINE.finditer(body))
