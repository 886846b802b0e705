"""What is said to have become of an agent, or ought to: only what was decided may be told."""

import re
from collections.abc import Iterator, Sequence

from bot.effects.numbers_check.facts import Facts, Kind
from bot.effects.numbers_check.subjects import Mention

STEMS = "promot|demot|kill|retir|quarantin|reviv|releas"
DEED = re.compile(rf"\b(?P<stem>{STEMS})(?:e|ed|ing|es|s|al|ion|ement)?\b", re.IGNORECASE)
# What is denied, conditional or still to come is no claim that it happened.
OPEN = re.compile(
    r"\b(?:not|no|nor|never|neither|without|if|unless|until|before|needs?|awaits?|waits?|awaiting"
    r"|blocked|short of|may|could|would|whether|asks?|asking)\b",
    re.IGNORECASE,
)
ADVICE = re.compile(
    r"\b(?:should|must|ought|recommend\w*|advis\w+|deserves?|propos\w+|suggest\w*|urge\w*)\b",
    re.IGNORECASE,
)
ANYBODY = re.compile(
    r"\b(?:agents?|nobody|no one|none|everyone|class(?:es)?|strateg\w+|bot|governor|people"
    r"|committee|it|they|one|promotions?|kills?|retirements?|demotions?)\b",
    re.IGNORECASE,
)


def unfounded(text: str, mentions: Sequence[Mention], facts: Facts) -> Iterator[str]:
    agents = [one for one in mentions if one.subject.kind is Kind.AGENT]
    for deed in DEED.finditer(text):
        stem = deed["stem"].lower()
        if not mentions and not ANYBODY.search(text):
            yield f"{deed[0]!r} is said of nobody the report knows"
        elif agents and not _is_founded(text, deed, _nearest(agents, deed), stem, facts):
            who = _nearest(agents, deed).subject.name
            yield f"{deed[0]!r} is said of {who}, and the report has decided no such thing"


def _nearest(agents: Sequence[Mention], deed: re.Match[str]) -> Mention:
    ahead = [one for one in agents if one.end <= deed.start()]
    return ahead[-1] if ahead else agents[0]


def _is_founded(text: str, deed: re.Match[str], who: Mention, stem: str, facts: Facts) -> bool:
    start, end = min(who.start, deed.start()), max(who.end, deed.end())
    asked = (who.subject.name, f"asks {stem}") in facts.deeds
    if ADVICE.search(text):
        return asked
    if asked and deed[0].lower().startswith("promotion"):
        return True
    return bool(OPEN.search(text[start:end])) or (who.subject.name, stem) in facts.deeds
