"""The gate's check on a change, for a reader who has ten seconds: title, summary, lines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.decisions.merging import Reason, Ruling
from bot.effects.blocks import bullets, folded, table
from bot.effects.comment.promotion_gate import APPROVED, BLOCKED
from bot.effects.effect import Note, SetCheck
from bot.effects.escape import code, markdown, plain
from bot.effects.impact.impact import TITLE, Impact, notes
from bot.effects.marker import mark
from bot.policy.risk_change import Change, shown
from bot.policy.risk_rules import Risk
from bot.words.canonical import Json
from bot.words.count import plural

NAME = "governor/gate"
SUCCESS, FAILURE = "success", "failure"
MOST_REASONS, MOST_CHANGES, MOST_NOTES = 30, 60, 100
LONGEST_TITLE, LONGEST_VALUE = 200, 60
ARROWS = {Risk.RAISING: "⬆ raises", Risk.LOWERING: "⬇ lowers", Risk.NEUTRAL: "▫ neither"}
ORDER = tuple(ARROWS)
HEAD = ("Change", "Before", "After", "Risk")


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged, by whose rules: `against` names the base and its commit.

    `strangers` set a check or status of the gate's name on the same commit; `impact` is what the
    change would have done.
    """

    head: str
    against: str
    strangers: tuple[str, ...] = ()
    impact: Impact | None = None


def merge_check(ruling: Ruling, judged: Judged) -> SetCheck:
    told = _headline(ruling) if ruling.approved else plural(len(ruling.reasons), "reason")
    blocks = (
        f"**{APPROVED if ruling.approved else BLOCKED}**: {markdown(told)}",
        bullets(_reasons(ruling)),
        _table(ruling.changes),
        bullets(_strangers(judged.strangers)),
        folded(TITLE, judged.impact.page) if judged.impact else "",
        f"Judged {code(judged.head[:12])} by the policies of {code(judged.against)}.",
    )
    return SetCheck(
        mark=mark(f"gate/{judged.head}", _content(ruling, judged)),
        sha=judged.head,
        name=NAME,
        conclusion=SUCCESS if ruling.approved else FAILURE,
        title=_title(ruling),
        summary="\n\n".join(block for block in blocks if block) + "\n",
        notes=tuple(islice(_notes(ruling, judged.impact), MOST_NOTES)),
    )


def _title(ruling: Ruling) -> str:
    word = "Approved" if ruling.approved else "Blocked"
    return plain(f"{word}: {_headline(ruling)}", LONGEST_TITLE)[:LONGEST_TITLE]


def _headline(ruling: Ruling) -> str:
    if not ruling.approved:
        others = len(ruling.reasons) - 1
        more = f"; {plural(others, 'more reason')}" if others else ""
        return f"{ruling.reasons[0].text}{more}"
    raising = ruling.having(Risk.RAISING)
    if ruling.raised:
        return f"the newest evidence lets {', '.join(ruling.raised)} rise"
    if raising:
        return f"raises risk in {plural(len(raising), 'place')}; nothing stands against it"
    if ruling.having(Risk.LOWERING):
        return "only lowers risk"
    return "does not touch risk"


def _reasons(ruling: Ruling) -> Iterator[str]:
    for reason in ruling.reasons[:MOST_REASONS]:
        yield f"{_place(reason)}{markdown(reason.text)}"
    cut = len(ruling.reasons) - MOST_REASONS
    if cut > 0:
        yield f"and {plural(cut, 'more reason')}"


def _place(reason: Reason) -> str:
    return f"{code(f'{reason.file}:{reason.line}')} " if reason.file else ""


def _table(changes: Iterable[Change]) -> str:
    """List what raises risk first, so that a cut takes what matters least."""
    ordered = sorted(changes, key=lambda change: ORDER.index(change.risk))
    rows = [_row(change) for change in ordered[:MOST_CHANGES]]
    cut = len(ordered) - len(rows)
    more = f"\n\n✂️ {plural(cut, 'more change')} not shown." if cut else ""
    return f"{table(HEAD, rows)}{more}" if rows else ""


def _row(change: Change) -> tuple[str, ...]:
    return code(change.key), _value(change.before), _value(change.after), ARROWS[change.risk]


def _value(value: Json) -> str:
    if isinstance(value, Mapping):
        return "an entry"
    return "—" if value is None else code(shown(value), LONGEST_VALUE)


def _strangers(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield f"⚠️ {code(name)} set a check or status called {code(NAME)} here; it does not count."


def _notes(ruling: Ruling, impact: Impact | None) -> Iterator[Note]:
    """Note each reason on its line, what raises risk where there is none, and the impact."""
    taken = set()
    for reason in ruling.reasons:
        if reason.file:
            taken.add((reason.file, reason.line))
            yield _note(reason.file, reason.line, reason.text, blocks=True)
    for change in ruling.having(Risk.RAISING):
        if (change.file, change.line) not in taken:
            yield _note(change.file, change.line, change.sentence(), blocks=False)
    if impact is not None:
        yield from notes(impact, ruling.changes)


def _note(file: str, line: int, text: str, *, blocks: bool) -> Note:
    severity, title = ("failure", "Blocks the merge") if blocks else ("warning", "Raises risk")
    return Note(file, line, line, severity, plain(text), title)


def _content(ruling: Ruling, judged: Judged) -> Json:
    """Leave out what the base is called: a base that moves on changes no verdict by that."""
    return {
        "strangers": judged.strangers,
        **({"impact": judged.impact.page} if judged.impact else {}),
        "reasons": [[reason.text, reason.file, reason.line] for reason in ruling.reasons],
        "changes": [
            [change.file, change.line, change.sentence(), change.risk] for change in ruling.changes
        ],
    }
