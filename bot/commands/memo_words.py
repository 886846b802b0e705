"""Has a model write the memo: asked, checked, sent back once, cut; or templates write it."""

from dataclasses import dataclass

from bot.effects.memo.facts import facts_of
from bot.effects.memo.question import NAME, SHAPE, again, question
from bot.effects.memo.sections import Prose, Words
from bot.effects.memo.template import template
from bot.effects.memo.verify import carries, cut, doubts_of, prose_of
from bot.effects.memo.week import Week
from bot.effects.numbers_check.facts import Facts
from bot.ports.writer import Question, Said, Shape, Silence, Turn, Why, Writer
from bot.state.report.report import Report

# The client has already asked again for the others, as often as the policy says.
ASK_AGAIN = {Why.REFUSED, Why.CUT_SHORT, Why.EMPTY, Why.MALFORMED}
INCOMPLETE = Silence(Why.MALFORMED, "the answer does not have the six sections that were asked for")
TOO_WRONG = "the report did not bear out what the model wrote, twice"


@dataclass(frozen=True, slots=True)
class Draft:
    prose: Prose
    text: str


def write_words(writer: Writer, report: Report, week: Week) -> Words:
    facts = facts_of(report, week)
    asked = _first(report, week, facts)
    draft, twice = _draft(writer.ask(asked)), False
    if isinstance(draft, Silence) and draft.why in ASK_AGAIN:
        draft, twice = _draft(writer.ask(asked)), True
    if isinstance(draft, Silence):
        return Words(template(report, week), reason=draft.sentence, asked_twice=twice)
    if not twice and (doubts := doubts_of(draft.prose, facts)):
        turns = (*asked.turns, Turn("assistant", draft.text), Turn("user", again(doubts)))
        better = _draft(writer.ask(Question(asked.system, turns, asked.shape)))
        draft, twice = (draft if isinstance(better, Silence) else better), True
    return _kept(draft.prose, facts, writer.model, template(report, week), twice=twice)


def _first(report: Report, week: Week, facts: Facts) -> Question:
    system, text = question(report, week, facts)
    return Question(system, (Turn("user", text),), Shape(NAME, SHAPE))


def _draft(said: Said) -> Draft | Silence:
    if isinstance(said, Silence):
        return said
    prose = prose_of(said.value)
    return INCOMPLETE if prose is None else Draft(prose, said.text)


def _kept(prose: Prose, facts: Facts, model: str, plain: Prose, *, twice: bool) -> Words:
    """Let the template tell a section that nothing is left of; all where too little is left."""
    kept, cuts = cut(prose, doubts_of(prose, facts))
    if not carries(kept, prose):
        return Words(plain, reason=TOO_WRONG, cuts=cuts, asked_twice=twice)
    whole = {name: text or plain[name] for name, text in kept.items()}
    return Words(whole, model, cuts=cuts, asked_twice=twice)
