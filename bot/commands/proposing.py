"""Has a model propose agents: asked, held against the fleet, asked once more; or templates do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.effects.numbers_check.facts import Facts
from bot.effects.proposals.question import NAME, SHAPE, SYSTEM, again, how_many, question
from bot.effects.proposals.reading import Candidate, read
from bot.effects.proposals.refusing import Sight
from bot.effects.proposals.round import Source, judged
from bot.effects.proposals.template import template_ideas
from bot.ports.writer import Question, Said, Shape, Silence, Turn, Why, Writer
from bot.state.proposals import Proposal
from bot.state.report.forensics import ForensicReport

# The client has already asked again for the others, as often as the policy says.
ASK_AGAIN = {Why.REFUSED, Why.CUT_SHORT, Why.EMPTY, Why.MALFORMED}
SHAPELESS = Silence(Why.MALFORMED, "the answer is no list of proposals")
TOO_FEW = "the model proposed too few that can be taken up"


@dataclass(frozen=True, slots=True)
class Brief:
    sight: Sight
    forensics: ForensicReport
    facts: Facts
    source: Source


@dataclass(frozen=True, slots=True)
class Written:
    """What was proposed, taken up or refused; `reason` says why templates had to help."""

    proposals: Sequence[Proposal]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    proposals: Sequence[Proposal]
    text: str


def write_proposals(writer: Writer, brief: Brief) -> Written:
    first = _asked(brief, _count(brief))
    draft = _draft(writer.ask(first), brief)
    if isinstance(draft, Silence) and draft.why in ASK_AGAIN:
        least = brief.sight.policy.governor.proposals.at_least
        draft = _draft(writer.ask(_asked(brief, f"{least}")), brief)
    elif isinstance(draft, Draft) and (missing := _missing(brief, draft.proposals)):
        draft = _second(writer, brief, first, draft, missing)
    if isinstance(draft, Silence):
        return Written(_templates(brief, ()), draft.sentence)
    if not _missing(brief, draft.proposals):
        return Written(draft.proposals)
    filled = _templates(brief, draft.proposals)
    return Written((*draft.proposals, *filled), TOO_FEW)


def _count(brief: Brief) -> str:
    policy = brief.sight.policy.governor
    return how_many(policy.proposals.at_least, policy.proposals.at_most, policy.llm.max_tokens)


def _asked(brief: Brief, count: str) -> Question:
    text = question(brief.sight, brief.forensics, count)
    return Question(SYSTEM, (Turn("user", text),), Shape(NAME, SHAPE))


def _draft(said: Said, brief: Brief, known: Sequence[Proposal] = ()) -> Draft | Silence:
    if isinstance(said, Silence):
        return said
    found = read(said.value, brief.facts)
    if found is None:
        return SHAPELESS
    return Draft(judged(found, _beside(brief.sight, known), brief.source), said.text)


def _second(writer: Writer, brief: Brief, first: Question, draft: Draft, missing: int) -> Draft:
    """Ask for as many as are missing; what was good of the first answer stays, come what may."""
    refused = [f"{one.name}: {'; '.join(one.reasons)}" for one in draft.proposals if one.reasons]
    turns = (
        *first.turns,
        Turn("assistant", draft.text),
        Turn("user", again(refused, f"{missing}")),
    )
    more = _draft(writer.ask(Question(first.system, turns, first.shape)), brief, draft.proposals)
    if isinstance(more, Silence):
        return draft
    return Draft((*draft.proposals, *more.proposals), more.text)


def _templates(brief: Brief, known: Sequence[Proposal]) -> Sequence[Proposal]:
    """Give those that can be taken up: a template that is refused tells nobody anything."""
    sight = _beside(brief.sight, known)
    made = [Candidate(one.name, one) for one in template_ideas(sight.report, sight.policy)]
    found = judged(made, sight, Source("", brief.source.at))
    return [one for one in found if one.state == "proposed"]


def _beside(sight: Sight, known: Sequence[Proposal]) -> Sight:
    standing = (one for one in known if one.state == "proposed")
    return replace(sight, others=(*sight.others, *standing))


def _missing(brief: Brief, proposals: Sequence[Proposal]) -> int:
    good = sum(one.state == "proposed" for one in proposals)
    return max(0, brief.sight.policy.governor.proposals.at_least - good)
