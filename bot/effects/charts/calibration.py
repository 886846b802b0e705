"""Whether what was said came true as often as it was said."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.effects import numbers
from bot.effects.charts.spec import Spec, chart, measured, told
from bot.words.count import plural

UNIT = {"domain": [0, 1]}


@dataclass(frozen=True, slots=True)
class Tenth:
    """`n` views said `said` on average; a share of `came` of them came true."""

    said: float
    came: float
    n: int


def calibration(tenths: Sequence[Tenth]) -> Spec:
    total = sum(one.n for one in tenths)
    rows = [
        {
            "said": one.said,
            "came": one.came,
            "n": one.n,
            "text_said": numbers.percent(one.said),
            "text_came": numbers.percent(one.came),
            "text_n": f"{one.n:,}",
        }
        for one in tenths
    ]
    words = f"What {plural(total, 'view')} said of going up, against how often it went up."
    return chart(words, rows, [_ideal(), _found()])


def _ideal() -> Spec:
    ends = [{"said": 0, "came": 0}, {"said": 1, "came": 1}]
    mark = {"type": "line", "style": "threshold"}
    return {"data": {"values": ends}, "mark": mark, "encoding": _axes()}


def _found() -> Spec:
    size = measured("n", "views", legend=None, scale={"range": [30, 260]})
    tip = told(text_said="Said", text_came="Came", text_n="n")
    return {
        "mark": {"type": "point", "style": "dot", "filled": True},
        "encoding": {**_axes(), "size": size, "tooltip": tip},
    }


def _axes() -> Spec:
    axis = {"format": ".0%"}
    return {
        "x": measured("said", "said: chance to go up", scale=UNIT, axis=axis),
        "y": measured("came", "came: went up", scale=UNIT, axis=axis),
    }
