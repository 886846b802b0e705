"""The whole of a comparison in one sentence."""

from collections.abc import Iterator

from bot.decisions.replaying.comparison import Comparison
from bot.decisions.replaying.differing import OTHERWISE, Fates
from bot.decisions.replaying.weighing import Verdict, Weighed
from bot.effects import numbers
from bot.words.count import plural

TOLD = ("drawdown", "PnL")
SPARED = {
    "killed": "kept",
    "retired": "kept",
    "demoted": "left in place",
    "quarantined": "left in place",
}


def sentence(found: Comparison) -> str:
    span = f"Over the last {plural(found.days, 'day')}"
    if found.alike:
        count = plural(found.decisions[0], "decision")
        return f"{span} this would have changed nothing: the same {count}, the same book."
    befell = [clause for one in found.fates for clause in _fate(one)]
    done = f"this would have {', '.join(befell)}" if befell else "nobody's fate would be another"
    told = [_measure(found.measure(name)) for name in TOLD]
    return ", ".join((f"{span} {done}", *told, f"{_count(found)}."))


def value(unit: str, number: float | None) -> str:
    """Write a measure as people read it."""
    if number is None:
        return numbers.UNKNOWN
    if unit == "share":
        return numbers.percent(number)
    return f"{number:,.{0 if abs(number) >= 100 else 1}f} {unit}".replace(  # noqa: PLR2004 - digits worth reading
        "-", "\N{MINUS SIGN}"
    )


def _fate(one: Fates) -> Iterator[str]:
    if one.fate == OTHERWISE:
        yield f"stopped {plural(len(one.gained), 'agent')} another way"
        return
    spared = SPARED.get(one.fate)
    if spared is None:
        yield _rises(one)
        return
    if one.gained:
        yield f"{one.fate} {plural(len(one.gained), 'agent')} it {spared}"
    if one.lost:
        yield f"{spared} {plural(len(one.lost), 'agent')} it {one.fate}"


def _rises(one: Fates) -> str:
    more, stage = len(one.gained) - len(one.lost), one.fate.removeprefix("promoted to ")
    if not more:
        return f"promoted {len(one.gained)} other to {stage}"
    return f"promoted {abs(more)} {'more' if more > 0 else 'fewer'} to {stage}"


def _measure(one: Weighed) -> str:
    if one.verdict is Verdict.SAME:
        return f"{one.name} the same ({value(one.unit, one.after)})"
    before = value("", one.before).strip()
    return f"{one.name} {before} → {value(one.unit, one.after)} ({one.verdict})"


def _count(found: Comparison) -> str:
    count = len(found.differences)
    if not count:
        return "no decision differs"
    return f"{plural(count, 'decision')} {'differs' if count == 1 else 'differ'}"
