"""A model's sections: read, held against the facts, and cut where they do not stand."""

from collections.abc import Mapping, Sequence

from bot.effects.memo.question import SECTION_LONGEST
from bot.effects.memo.sections import TITLES, Cut, Prose
from bot.effects.numbers_check.check import Doubt, check
from bot.effects.numbers_check.facts import Facts
from bot.effects.numbers_check.sentences import sentences, without
from bot.words.canonical import Json

Doubts = Mapping[str, Sequence[Doubt]]


def prose_of(value: Mapping[str, Json] | None) -> Prose | None:
    """Read the sections; None where they are not all there as text of sensible length."""
    if value is None or value.keys() != TITLES.keys():
        return None
    texts = {name: text for name in TITLES if isinstance(text := value[name], str)}
    if len(texts) < len(TITLES) or any(len(text) > SECTION_LONGEST for text in texts.values()):
        return None
    return texts if any(text.strip() for text in texts.values()) else None


def doubts_of(prose: Prose, facts: Facts) -> Doubts:
    found = {name: check(text, facts) for name, text in prose.items()}
    return {name: doubts for name, doubts in found.items() if doubts}


def cut(prose: Prose, doubts: Doubts) -> tuple[Prose, tuple[Cut, ...]]:
    """Leave out the doubted sentences, and note each with its first reason."""
    kept = {
        name: without(text, {one.sentence for one in doubts.get(name, ())})
        for name, text in prose.items()
    }
    reasons = {
        (name, doubt.sentence): doubt.reason
        for name, found in doubts.items()
        for doubt in reversed(found)
    }
    return kept, tuple(Cut(name, text, reason) for (name, text), reason in reasons.items())


def carries(prose: Prose, before: Prose) -> bool:
    """Tell whether what is left is still a memo: a summary, and half of its sentences."""
    left, all_of_it = _count(prose), _count(before)
    return bool(prose["executive_summary"]) and 2 * left >= all_of_it


def _count(prose: Prose) -> int:
    return sum(len(sentences(text)) for text in prose.values())
