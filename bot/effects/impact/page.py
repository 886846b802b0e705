"""A comparison of two policies as Markdown: what was measured, for whom, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from bot.decisions.decision import Decision
from bot.decisions.finding import Finding
from bot.decisions.replaying.comparison import Comparison
from bot.decisions.replaying.differing import OTHERWISE, Difference, Fates
from bot.decisions.replaying.weighing import KINDS, Daily, Weighed
from bot.effects.blocks import bullets, table
from bot.effects.escape import code, markdown
from bot.effects.impact.sentence import sentence, value
from bot.effects.numbers import UNKNOWN
from bot.words.count import plural

MEASURES = ("Measure", "Before", "After", "Change", "Interval", "Verdict")
DECISIONS = ("Agent", "Decision", "Before", "After")
FINDINGS = ("Finding", "Before", "After")
MOST_DECISIONS, MOST_EXPLAINED, MOST_FINDINGS, MOST_NAMES, MOST_WORDS = 20, 5, 6, 12, 200
NEVER = "never"
KNOWN = frozenset(kind.name for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Telling:
    """`warning` is what a reader must not miss; `notes` say what this rests on."""

    warning: str = ""
    notes: tuple[str, ...] = ()


def page(found: Comparison, telling: Telling) -> str:
    blocks = (
        sentence(found),
        f"⚠️ **{markdown(telling.warning)}**" if telling.warning else "",
        "" if found.alike else "\n\n".join(_whole(found)),
        bullets(map(markdown, telling.notes)),
    )
    return "\n\n".join(block for block in blocks if block)


def _whole(found: Comparison) -> Iterator[str]:
    if found.fates:
        yield bullets(_fates(found.fates))
    yield _measures(found.measures)
    yield from _drawn(found.daily)
    if len(found.regimes) > 1:
        yield "PnL by the regime whose cap was in force:\n\n" + _measures(found.regimes)
    yield from _differences(found.differences)


def _fates(fates: Iterable[Fates]) -> Iterator[str]:
    for one in fates:
        if one.fate == OTHERWISE:
            yield f"{one.fate}: {_names(one.gained)}"
            continue
        for which, names in (("after", one.gained), ("before", one.lost)):
            if names:
                yield f"{one.fate} only {which}: {_names(names)}"


def _names(names: Sequence[str]) -> str:
    left = len(names) - MOST_NAMES
    more = f" and {left} more" if left > 0 else ""
    return ", ".join(map(code, names[:MOST_NAMES])) + more


def _measures(measures: Iterable[Weighed]) -> str:
    return table(MEASURES, map(_measure, measures), right=(1, 2, 3, 4))


def _measure(one: Weighed) -> tuple[str, ...]:
    around = one.interval
    span = UNKNOWN
    if around is not None and not one.is_same:
        span = f"{value('', around.low).strip()} to {value(one.unit, around.high)}"
        if one.unit == "share":
            span = f"{value('share', around.low)} to {value('share', around.high)}"
    return (
        one.name if one.name in KNOWN else code(one.name),
        value(one.unit, one.before),
        value(one.unit, one.after),
        value(one.unit, one.change),
        span,
        one.verdict,
    )


def _drawn(daily: tuple[Daily, Daily]) -> Iterator[str]:
    """Draw both books from their first day on, as GitHub renders it."""
    days = sorted({*daily[0], *daily[1]})
    if len(days) < 2 or daily[0] == daily[1]:  # noqa: PLR2004 - one point is no line
        return
    lines = (
        ", ".join(f"{sum_:.1f}" for sum_ in accumulate(each.get(day, 0.0) for day in days))
        for each in daily
    )
    drawing = "\n".join(
        (
            "```mermaid",
            "xychart-beta",
            '  title "PnL in bps: first line before, second line after"',
            f'  x-axis "days up to {days[-1]}" 1 --> {len(days)}',
            '  y-axis "PnL in bps"',
            *(f"  line [{line}]" for line in lines),
            "```",
        )
    )
    yield drawing


def _differences(differences: Sequence[Difference]) -> Iterator[str]:
    if not differences:
        return
    first = differences[0]
    left = len(differences) - MOST_DECISIONS
    more = f"\n\n… and {plural(left, 'more decision')}." if left > 0 else ""
    yield f"The two first part on {_when(first.at)}, over {code(first.agent)}:"
    yield table(DECISIONS, map(_difference, differences[:MOST_DECISIONS])) + more
    for one in differences[:MOST_EXPLAINED]:
        yield from _explained(one)


def _difference(one: Difference) -> tuple[str, ...]:
    what = f"{one.what.verb} to {one.what.to}" if one.what.to else one.what.verb
    return code(one.agent), what, _when(one.before), _when(one.after)


def _when(moment: datetime | None) -> str:
    return NEVER if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def _explained(one: Difference) -> Iterator[str]:
    """Put what both found beside each other, as far as that differs."""
    said = [NEVER if side is None else markdown(side.why, MOST_WORDS) for side in one.sides]
    yield (
        f"**{code(one.agent)} on {_when(one.at)}**\n\n"
        f"- before: {_verb(one.sides[0])}: {said[0]}\n- after: {_verb(one.sides[1])}: {said[1]}"
    )
    rows = list(_findings(one))[:MOST_FINDINGS]
    if rows:
        yield table(FINDINGS, rows)


def _verb(side: Decision | None) -> str:
    return UNKNOWN if side is None else side.verb


def _findings(one: Difference) -> Iterator[tuple[str, ...]]:
    old, new = (_by_name(side) for side in one.sides)
    for name in sorted({*old, *new}):
        sides = old.get(name), new.get(name)
        if _counts(sides[0]) != _counts(sides[1]):
            yield (code(name[1]), *map(_finding, sides))


def _counts(one: Finding | None) -> tuple[object, ...]:
    """Leave out what was observed: only the outcome and the limit decide."""
    return () if one is None else (one.outcome, one.relation, one.limit)


def _by_name(side: Decision | None) -> dict[tuple[str, str], Finding]:
    branches = side.tree if side else ()
    return {(each.title, one.rule): one for each in branches for one in each.findings}


def _finding(one: Finding | None) -> str:
    if one is None:
        return UNKNOWN
    observed = UNKNOWN if one.observed is None else f"{one.observed:.4g}"
    return f"{one.outcome}: {observed} {one.relation} {one.limit:.4g}"
