"""What a change of policy would have done, as the check and the comment tell of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.decisions.replaying.trial import is_tried
from bot.effects.effect import Note
from bot.effects.escape import plain
from bot.policy.risk_change import Change
from bot.words.count import plural

TITLE = "Policy impact"


@dataclass(frozen=True, slots=True)
class Impact:
    """Advice, and never a pass. `key` says what it rests on; `page` is Markdown.

    `rules` is a digest of those that were tried. Where it is not `settled` there was no time left
    to try it: the next round may.
    """

    key: str
    sentence: str
    page: str
    warning: str = ""
    settled: bool = True
    rules: str = ""


def notes(impact: Impact, changes: Iterable[Change]) -> Iterator[Note]:
    """Write on each line that was tried what became of it; several were tried together."""
    tried = [one for one in changes if is_tried(one) and one.line]
    severity = "warning" if impact.warning else "notice"
    others = len(tried) - 1
    words = f"With {plural(others, 'other change')}: " if others else ""
    told = plain(" ".join(filter(None, (f"{words}{impact.sentence}", impact.warning))), 1000)
    for place in sorted({(one.file, one.line) for one in tried}):
        yield Note(place[0], place[1], place[1], severity, told, TITLE)
