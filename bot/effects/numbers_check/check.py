"""The check: each sentence's doubts, in words that its writer can mend it by."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.effects.numbers_check.claims import Claim, claims, unreadable
from bot.effects.numbers_check.covering import cover, said_dates
from bot.effects.numbers_check.deeds import unfounded
from bot.effects.numbers_check.facts import THE_FLEET, Fact, Facts, Kind, Subject, Unit
from bot.effects.numbers_check.sentences import sentences
from bot.effects.numbers_check.strangers import strangers
from bot.effects.numbers_check.subjects import Mention, Names, subjects_of
from bot.effects.numbers_check.window import Window, windows

MARKUP = re.compile(r"https?:|www\.|(?<!\w)@\w|\]\(|!\[|<[a-zA-Z/!]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Doubt:
    sentence: str
    reason: str


def check(text: str, facts: Facts) -> list[Doubt]:
    names, before = Names(facts.subjects), list[Subject]()
    found = []
    for sentence in sentences(text):
        text = " ".join(sentence.split())
        mentions = names.mentions(text)
        reasons = _reasons(text, mentions, before, facts)
        found += [Doubt(sentence, reason) for reason in dict.fromkeys(reasons)]
        agents = [one.subject for one in mentions if one.subject.kind is Kind.AGENT]
        if mentions:
            before = [(agents or [one.subject for one in mentions])[-1]]
    return found


def _reasons(
    sentence: str, mentions: Sequence[Mention], before: Sequence[Subject], facts: Facts
) -> Iterator[str]:
    if MARKUP.search(sentence):
        yield "it holds a link, a mention or markup, and only plain text is wanted"
    for day in said_dates(sentence):
        if day not in facts.dates:
            yield f"{day} is no day that the report names"
    for name in strangers(sentence, mentions, facts):
        yield f"the report knows nobody called {name}"
    yield from unfounded(sentence, mentions, facts)
    yield from _numbers(cover(sentence, mentions), mentions, before, facts)


def _numbers(
    text: str, mentions: Sequence[Mention], before: Sequence[Subject], facts: Facts
) -> Iterator[str]:
    for piece in unreadable(text):
        yield f"{piece!r} cannot be checked; write a number of the report as it stands there"
    listed = claims(text)
    for claim, window in zip(listed, windows(text, listed, mentions), strict=True):
        who = subjects_of(claim, text, mentions, listed, before)
        if not any(_supports(fact, claim, window) for fact in facts.of(who)):
            yield _why_not(claim, window, who, facts)


def _supports(fact: Fact, claim: Claim, window: Window) -> bool:
    return _measured(fact, window) and fact.unit is claim.unit and _is(fact, claim, window)


def _measured(fact: Fact, window: Window) -> bool:
    return not window.measures or fact.measure in window.measures


def _is(fact: Fact, claim: Claim, window: Window) -> bool:
    """Compare as it is rounded; the least bit more forgives how numbers are kept in a computer.

    A bare number that is not called anything counts something, and counts are not rounded.
    """
    room = 1e-9 if _counts(claim, window) else claim.half * (1 + 1e-9) + 1e-12
    return any(abs(fact.value - value) <= room for value in _meant(fact, claim, window))


def _counts(claim: Claim, window: Window) -> bool:
    return claim.unit is Unit.PLAIN and not window.measures


def _meant(fact: Fact, claim: Claim, window: Window) -> Sequence[float]:
    if claim.sign:
        wrong_way = fact.directed and claim.sign > 0 and window.way < 0
        return () if wrong_way else (claim.signed,)
    if not fact.directed:
        return (claim.value,)
    if window.either:
        return claim.value, -claim.value
    return (-claim.value,) if window.way < 0 else (claim.value,)


def _why_not(claim: Claim, window: Window, who: Sequence[Subject], facts: Facts) -> str:
    said = f"{claim.text!r} is said of {' or '.join(one.name for one in who)}"
    if _counts(claim, window):
        return f"{said}, and the report has no such number of it"
    own = [fact for fact in facts.of(who) if _close(fact.value, claim)]
    if any(fact.unit is claim.unit and fact.directed and _measured(fact, window) for fact in own):
        return f"{said}, and has the wrong sign or is called a loss or gain wrongly"
    if any(fact.unit is not claim.unit and _is(fact, claim, window) for fact in own):
        return f"{said} in the wrong unit"
    if any(fact.unit is claim.unit and _is(fact, claim, window) for fact in own):
        return f"{said}, but it measures something else"
    others = {
        fact.subject.name
        for fact in facts.facts
        if fact.subject not in who and fact.unit is claim.unit and _is(fact, claim, window)
    }
    if others - {THE_FLEET.name}:
        return f"{said}; the report says that of {', '.join(sorted(others)[:3])}"
    return f"{said}, and the report has no such number of it"


def _close(value: float, claim: Claim) -> bool:
    return abs(abs(value) - claim.value) <= claim.half * (1 + 1e-9) + 1e-12
