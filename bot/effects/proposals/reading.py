"""A model's proposals read as foreign text: what is out of shape or bounds is refused by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from bot.effects.escape import plain
from bot.effects.numbers_check.check import check
from bot.effects.numbers_check.facts import Facts
from bot.effects.numbers_check.sentences import without
from bot.state.proposals import Idea
from bot.words.canonical import Json, encode

LONGEST, NAME, SHOWN, MOST = 700, 64, 120, 20
SHORTEST = 10  # of words in the state
NAMELESS = "nameless"
UNFOUNDED = "nothing of its thesis is borne out by the report"


@dataclass(frozen=True, slots=True)
class Candidate:
    """`cut` are sentences of its thesis that the report does not bear out, with the reason."""

    name: str
    idea: Idea | None = None
    reasons: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()


def read(value: Mapping[str, Json] | None, facts: Facts) -> Sequence[Candidate] | None:
    """Read them; None where the answer is no list of proposals."""
    listed = value.get("proposals") if value is not None else None
    if not isinstance(listed, list):
        return None
    return [_candidate(one, facts) for one in listed[:MOST]]


def _candidate(given: Json, facts: Facts) -> Candidate:
    clean = _clean(given)
    name = clean.get("name") if isinstance(clean, dict) else None
    shown = plain(name, NAME) if isinstance(name, str) and name else NAMELESS
    try:
        idea = Idea.model_validate_json(encode(clean))
    except ValidationError as error:
        return Candidate(shown, reasons=tuple(_faults(error)))
    return _founded(idea, facts)


def _clean(value: Json) -> Json:
    """Take control characters and line ends out of every text."""
    if isinstance(value, str):
        return plain(value, LONGEST)
    if isinstance(value, Mapping):
        return {plain(name, NAME): _clean(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return value


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors()[:3]:
        where = ".".join(str(step) for step in fault["loc"]) or "it"
        got = plain(repr(fault["input"]), SHOWN)
        yield plain(f"{where}: {fault['msg']}, not {got}", 2 * SHOWN)


def _founded(idea: Idea, facts: Facts) -> Candidate:
    """Cut what its thesis claims and the report does not know; its own name is nobody's yet."""
    thesis = idea.thesis.replace(idea.name, "it")
    doubts = check(thesis, facts)
    left = without(thesis, {one.sentence for one in doubts})
    said = dict.fromkeys(plain(f"{one.sentence} ({one.reason})") for one in doubts)
    if len(left) < SHORTEST:
        return Candidate(idea.name, None, (UNFOUNDED, *said))
    return Candidate(idea.name, idea.model_copy(update={"thesis": left}), cut=tuple(said))
