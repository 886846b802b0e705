"""A small curve without axes, to be read beside its number."""

from collections.abc import Sequence
from typing import TypeVar

from bot.effects.charts.spec import Spec, chart

T = TypeVar("T")
HEIGHT = 36
BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], description: str = "") -> Spec:
    rows = [{"n": at, "value": value} for at, value in enumerate(values)]
    hidden = {"axis": None, "type": "quantitative"}
    line = {
        "mark": {"type": "line", "style": "curve"},
        "encoding": {
            "x": {"field": "n", **hidden},
            "y": {"field": "value", "scale": {"zero": False}, **hidden},
        },
    }
    return chart(description or "A small curve.", rows, [line], height=HEIGHT)


def as_text(values: Sequence[float]) -> str:
    """Draw it with eighths of a block, for a terminal."""
    if not values:
        return ""
    low, high = min(values), max(values)
    span = high - low
    top = len(BLOCKS) - 1
    return "".join(BLOCKS[round(top * (one - low) / span) if span else top // 2] for one in values)


def thinned(values: Sequence[T], most: int) -> list[T]:
    """Keep evenly spread values, the first and the last among them."""
    if len(values) <= most or most < 2:  # noqa: PLR2004 - two ends
        return list(values)
    step = (len(values) - 1) / (most - 1)
    return [values[round(step * at)] for at in range(most)]
