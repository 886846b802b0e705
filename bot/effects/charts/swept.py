"""How PnL and drawdown move with one number of the policy."""

from collections.abc import Sequence

from bot.decisions.replaying.portfolio import Measure
from bot.decisions.replaying.sweeping import Sweep
from bot.effects import numbers
from bot.effects.charts.spec import SCHEMA, Row, Spec, chart, level, measured, told

WIDTH, HEIGHT = 640, 170


def swept(found: Sweep) -> Spec:
    parts = []
    for title, rows in (
        ("PnL, bps", [_row(one.value, one.result.portfolio.pnl_bps) for one in found.points]),
        (
            "drawdown, bps",
            [_row(one.value, one.result.portfolio.max_drawdown_bps) for one in found.points],
        ),
    ):
        part = chart(title, rows, _layers(found, title), width=WIDTH, height=HEIGHT)
        del part["$schema"], part["autosize"]
        parts.append(part)
    words = f"PnL and drawdown of the book for {len(found.points)} values of {found.key}."
    return {"$schema": SCHEMA, "description": words, "vconcat": parts}


def _layers(found: Sweep, title: str) -> Sequence[Spec]:
    x = measured("value", found.key, scale={"zero": False})
    y = measured("made", title)
    band = {"x": x, "y": measured("low", title), "y2": {"field": "high"}}
    said = told(at="Value", said="Measured", span="Interval")
    return [
        {"mark": {"type": "area", "style": "wash"}, "encoding": band},
        *level("threshold", "x", found.own),
        {"mark": {"type": "line", "style": "curve"}, "encoding": {"x": x, "y": y}},
        {
            "mark": {"type": "point", "filled": True, "size": 50, "style": "dot"},
            "encoding": {"x": x, "y": y, "tooltip": said},
        },
    ]


def _row(value: float, one: Measure) -> Row:
    around = one.interval
    low, high = (around.low, around.high) if around else (one.value, one.value)
    return {
        "value": value,
        "at": f"{value:g}",
        "made": one.value,
        "low": low,
        "high": high,
        "said": numbers.bps(one.value),
        "span": f"{numbers.bps(low)} to {numbers.bps(high)}" if around else "",
    }
