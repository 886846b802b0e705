"""One round: fresh candidates and those that stand, each refused, withdrawn, expired or ranked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.effects.proposals.ranking import Merit, ranked
from bot.effects.proposals.reading import Candidate
from bot.effects.proposals.refusing import Sight, refusals
from bot.state.proposals import Idea, Proposal
from bot.words.canonical import digest
from bot.words.instant import parse, render

LIFE = timedelta(days=28)
EXPIRED = "nobody accepted it in 28 days"
CROWDED = "it ranks below the {} that are kept"


@dataclass(frozen=True, slots=True)
class Source:
    """Who wrote the fresh ones; `model` is empty where templates did."""

    model: str
    at: datetime


def judged(candidates: Sequence[Candidate], sight: Sight, source: Source) -> list[Proposal]:
    """Hold each against the fleet and those before it, so that of two that are alike one stays.

    What stands already, to the letter, is nothing new.
    """
    found: list[Proposal] = []
    known = {one.id for one in sight.others}
    for one in candidates:
        if one.idea and one.idea.id in known:
            continue
        here = replace(sight, others=(*sight.others, *_standing(found)))
        found.append(_judged(one, here, source))
    return found


def standing(before: Sequence[Proposal], sight: Sight, now: datetime) -> Iterator[Proposal]:
    """Look again at those that nobody accepted yet."""
    for one in before:
        if one.state == "proposed" and one.idea is not None:
            yield _again(one, one.idea, sight, now)


def ordered(proposals: Sequence[Proposal], sight: Sight, at_most: int) -> list[Proposal]:
    """Rank what stands, the best first, and leave out what people would not get to read."""
    merits = ranked((one.idea for one in proposals if _stands(one) and one.idea), sight.report)
    places = {id_: place for place, id_ in enumerate(merits, 1)}
    return [
        _placed(one, merits[one.id], places[one.id], at_most) if one.id in merits else one
        for one in proposals
    ]


def _stands(one: Proposal) -> bool:
    return one.state == "proposed"


def _standing(proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    return (one for one in proposals if _stands(one))


def _judged(one: Candidate, sight: Sight, source: Source) -> Proposal:
    reasons = one.reasons if one.idea is None else refusals(one.idea, sight)
    at = render(source.at)
    return Proposal(
        id=one.idea.id if one.idea else digest([at, one.name, *one.reasons])[:12],
        name=one.name,
        at=at,
        by=source.model,
        state="refused" if reasons else "proposed",
        reasons=reasons,
        cut=one.cut,
        idea=one.idea,
    )


def _again(one: Proposal, idea: Idea, sight: Sight, now: datetime) -> Proposal:
    if now - parse(one.at) >= LIFE:
        return _ended(one, "expired", (EXPIRED,))
    reasons = refusals(idea, sight)
    return _ended(one, "withdrawn", reasons) if reasons else one


def _ended(one: Proposal, state: str, reasons: tuple[str, ...]) -> Proposal:
    return one.model_copy(update={"state": state, "rank": None, "reasons": reasons})


def _placed(one: Proposal, merit: Merit, place: int, at_most: int) -> Proposal:
    if place > at_most:
        return _ended(one, "withdrawn", (CROWDED.format(at_most),))
    update = {"rank": place, "score": merit.score, "reasons": merit.reasons}
    return one.model_copy(update=update)
