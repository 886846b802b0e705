"""Names of agents that nobody has: what looks like a name, and is none of the report's."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.effects.numbers_check.facts import Facts, Kind
from bot.effects.numbers_check.subjects import Mention

PIECES = re.compile(r"[-_]")
MADE_OF_PIECES = re.compile(r"(?<![\w-])[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)+(?![\w-])", re.ASCII)
QUOTED = re.compile(r"`([^`\s]+)`")
CALLED = re.compile(
    r"\b[Aa]gents? (?:called |named )?[\"'“`]?([A-Z][\w-]*)|\b([A-Z][a-z]\w+) agents?\b"
)
NOT_NAMES = frozenset(
    [
        *("The", "This", "That", "These", "Those", "All", "No", "Other", "Which", "Both", "Some"),
        *("Most", "Many", "Few", "Several", "Every", "Each", "Our", "Its", "Top", "Bottom"),
        *("Live", "Canary", "Shadow", "Promoted", "Killed", "Retired", "Demoted", "Quarantined"),
        *("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"),
    ]
)
COMMON = frozenset(
    ["risk-off", "risk-on", "high-vol", "risk_off", "risk_on", "high_vol", "mean-reversion"]
)


def strangers(text: str, mentions: Sequence[Mention], facts: Facts) -> Iterator[str]:
    words, pieces = _vocabulary(facts.subjects_by_kind)
    for place, name in _named(text, pieces):
        is_known = any(one.start <= place < one.end for one in mentions)
        if not is_known and name.lower() not in words and name not in NOT_NAMES:
            yield name


def _named(text: str, pieces: frozenset[str]) -> Iterator[tuple[int, str]]:
    for found in QUOTED.finditer(text):
        yield found.start(1), found[1]
    for found in MADE_OF_PIECES.finditer(text):
        first, *_, last = PIECES.split(found[0].lower())
        if first in pieces or last in pieces:
            yield found.start(), found[0]
    for found in CALLED.finditer(text):
        yield found.start(found.lastindex or 0), found[1] or found[2]


@lru_cache(maxsize=4)
def _vocabulary(
    subjects: tuple[tuple[Kind, str], ...],
) -> tuple[frozenset[str], frozenset[str]]:
    """Give the words that are known, and the pieces that names of agents are made of."""
    words, pieces = set(COMMON), set[str]()
    for kind, name in subjects:
        words |= {name.lower(), name.lower().replace("_", "-")}
        if kind is not Kind.CLASS:
            pieces |= set(PIECES.split(name.lower()))
    return frozenset(words), frozenset(pieces)
