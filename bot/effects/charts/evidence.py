"""What the evidence said day by day: E on a logarithmic scale, with what each step asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.effects import numbers
from bot.effects.charts.spec import Spec, chart, day_axis, level, measured, told

FLOOR, CEILING = 1e-3, 1e9


@dataclass(frozen=True, slots=True)
class Belief:
    """`e_value` is null where nothing was ever held."""

    day: str
    e_value: float | None


def evidence(beliefs: Sequence[Belief], asked: Mapping[str, float]) -> Spec:
    """`asked` names the steps and the E that each asks for."""
    known = [(one.day, one.e_value) for one in beliefs if one.e_value is not None]
    rows = [
        {"at": day, "day": day, "e": min(max(e, FLOOR), CEILING), "said": numbers.evidence(e)}
        for day, e in known
    ]
    if known:
        words = f"E from {known[0][0]} to {known[-1][0]}, now {rows[-1]['said']}."
    else:
        words = "Nothing was ever held, so there is no evidence."
    return chart(words, rows, [*_asked(asked), _line(), _dots()])


def _height() -> Spec:
    axis = {"format": "~g", "tickCount": 5}
    return measured("e", "E (log scale)", scale={"type": "log"}, axis=axis)


def _line() -> Spec:
    encoding = {"x": day_axis(), "y": _height()}
    return {"mark": {"type": "line", "style": "curve"}, "encoding": encoding}


def _dots() -> Spec:
    return {
        "mark": {"type": "point", "style": "dot", "size": 26},
        "encoding": {"x": day_axis(), "y": _height(), "tooltip": told(day="Day", said="E")},
    }


def _asked(asked: Mapping[str, float]) -> Iterator[Spec]:
    for name, value in asked.items():
        below = value == min(asked.values()) and len(asked) > 1
        words = f"{name}: {numbers.evidence(value)}"
        yield from level("threshold", "y", value, words, 10 if below else -6)
