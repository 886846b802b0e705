"""Of whom a number is said: the names around it, by where they stand."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.effects.numbers_check.claims import Claim
from bot.effects.numbers_check.facts import THE_FLEET, Kind, Subject

FLEET_WORDS = r"portfolio|fleet|paper book|book|overall|in total|we|our"
JOINED = re.compile(r"[`* ]{0,3}(?:,|and|&|, and)?[`* ]{0,3}", re.IGNORECASE)
# "913.0 bps came from tide-btc", "88 runs by tide-btc": who follows is meant.
BOUND_AFTER = re.compile(
    r"(?: [`]?[A-Za-z'-]+){0,4}?\s+(?:by|from|for)\s+(?:agents?\s+)?[`*]{0,2}", re.IGNORECASE
)
NEAR_AFTER = re.compile(
    r"(?: [`]?[A-Za-z'&-]+){0,4}?\s+(?:of|in|at|to|on)\s+(?:the\s+)?[`*]{0,2}", re.IGNORECASE
)
# "2 agents rose: ..." counts the fleet, whoever is listed after it.
COUNTED = re.compile(r"\s+(?:\w+\s+)?(?:agents?|promotions?|kills?|changes?|acts?)\b")
PRONOUN = re.compile(r"\W*(?:it|its|this agent|that agent|the agent|they|their)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    subject: Subject


class Names:
    """Finds names of subjects; a class may be written with spaces instead of underscores."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._by_name = {_plain(one.name): one for one in subjects if one.kind is not Kind.FLEET}
        names = sorted(self._by_name, key=len, reverse=True)
        spelled = "|".join(re.escape(name).replace("_", "[ _-]") for name in names)
        known = f"(?P<name>{spelled})|" if spelled else ""
        self._pattern = re.compile(
            rf"(?<![\w-])(?:{known}(?P<fleet>{FLEET_WORDS}))(?!\w|-\w)", re.IGNORECASE
        )

    def mentions(self, text: str) -> list[Mention]:
        return [
            Mention(found.start(), found.end(), self._subject(found))
            for found in self._pattern.finditer(text)
        ]

    def _subject(self, found: re.Match[str]) -> Subject:
        if found["fleet"]:
            return THE_FLEET
        said = _plain(found["name"])
        return self._by_name.get(said) or self._by_name[re.sub("[ -]", "_", said)]


def _plain(name: str) -> str:
    return name.lower()


def subjects_of(
    claim: Claim,
    text: str,
    mentions: Sequence[Mention],
    others: Sequence[Claim],
    before: Sequence[Subject],
) -> Sequence[Subject]:
    """Give who may be meant; `before` are those of the sentence before, for a pronoun."""
    ahead = [one for one in mentions if one.end <= claim.start]
    after = [one for one in mentions if one.start >= claim.end]
    if COUNTED.match(text, claim.end) and not any(one.subject.kind is Kind.CLASS for one in ahead):
        return [THE_FLEET]
    bound = after and BOUND_AFTER.fullmatch(text, claim.end, after[0].start)
    if after and bound:
        return [after[0].subject]
    if not ahead:
        return _without_a_name_ahead(text, after, before)
    found = [*_last(ahead, claim, text, others)]
    near = after and NEAR_AFTER.fullmatch(text, claim.end, after[0].start)
    if near and after[0].subject.kind is not Kind.AGENT:
        found.append(after[0].subject)
    return found


def _without_a_name_ahead(
    text: str, after: Sequence[Mention], before: Sequence[Subject]
) -> Sequence[Subject]:
    if PRONOUN.match(text) and before:
        return [*before]
    return [after[0].subject] if after else [THE_FLEET]


def _last(
    ahead: Sequence[Mention], claim: Claim, text: str, others: Sequence[Claim]
) -> Sequence[Subject]:
    group = _group(ahead, text)
    if len(group) > 1:
        listed = [one for one in others if one.start >= group[-1].end]
        same = [one for one in listed if one.unit == claim.unit]
        if len(same) == len(group) and claim in same:
            return [group[same.index(claim)].subject]
        return [one.subject for one in group]
    last = ahead[-1].subject
    agents = [one.subject for one in ahead if one.subject.kind is Kind.AGENT]
    if last.kind is Kind.AGENT:
        return [last]
    # "On BTC the portfolio made": both are meant.
    return [*agents[-1:], *(one.subject for one in ahead if one.subject not in agents)]


def _group(ahead: Sequence[Mention], text: str) -> list[Mention]:
    """Give the last mention with those of its kind that are listed right before it."""
    group = [ahead[-1]]
    for one in reversed(ahead[:-1]):
        joined = JOINED.fullmatch(text, one.end, group[0].start)
        if not joined or one.subject.kind is not group[0].subject.kind:
            break
        group.insert(0, one)
    return group
