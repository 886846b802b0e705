"""The paper book over time: what it made, how far it fell, and what happened on the way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bot.effects import numbers
from bot.effects.charts.spec import (
    HEIGHT,
    SCHEMA,
    Row,
    Spec,
    chart,
    day_axis,
    level,
    measured,
    named,
    told,
)

KINDS = {
    "promoted": ("Promoted", "triangle-up"),
    "demoted": ("Demoted", "triangle-down"),
    "stopped": ("Stopped", "cross"),
    "breach": ("Breach", "diamond"),
}
Kind: TypeAlias = Literal["promoted", "demoted", "stopped", "breach"]
SIZE, LARGE = 100, 360  # a breach and what it stopped fall on one day: both must be seen
DRAWDOWN_HEIGHT = 110


@dataclass(frozen=True, slots=True)
class Point:
    """`day` like 2026-11-21; PnL is the sum so far, the fall is from the highest point."""

    day: str
    pnl_bps: float
    drawdown_bps: float


@dataclass(frozen=True, slots=True)
class Mark:
    """`fell_bps` is how deep the book stood at a breach, which no day's end may show."""

    day: str
    kind: Kind
    text: str
    fell_bps: float | None = None


def equity(points: Sequence[Point], marks: Sequence[Mark] = ()) -> Spec:
    rows = [_row(one) for one in points]
    layers = [_wash(), *level("nought", "y", 0), _curve(), _reading(), *_marked(points, marks)]
    return chart(_said(points), rows, layers)


def drawdown(
    points: Sequence[Point], limit_bps: float | None = None, marks: Sequence[Mark] = ()
) -> Spec:
    deepest = max((one.drawdown_bps for one in points), default=0.0)
    words = f"Drawdown of the paper book; the deepest day's end was {numbers.depth(deepest)}."
    rows = [_row(one) for one in points]
    layers = [*_fallen(), *_limit(limit_bps), _reading(), *_breached(points, marks)]
    return chart(words, rows, layers, height=DRAWDOWN_HEIGHT)


def equity_and_drawdown(
    points: Sequence[Point],
    marks: Sequence[Mark] = (),
    limit_bps: float | None = None,
    *,
    width: int = 640,
) -> Spec:
    """Give both under each other, for a picture that cannot be resized."""
    above = {**equity(points, marks), "width": width, "height": HEIGHT}
    below = {**drawdown(points, limit_bps, marks), "width": width}
    for part in (above, below):
        del part["$schema"], part["autosize"]
    return {"$schema": SCHEMA, "description": above["description"], "vconcat": [above, below]}


def _said(points: Sequence[Point]) -> str:
    if not points:
        return "Nothing was judged yet, so there is no curve."
    first, last = points[0], points[-1]
    return f"PnL of the paper book from {first.day} to {last.day}, now {numbers.bps(last.pnl_bps)}."


def _row(point: Point) -> Row:
    return {
        "at": point.day,
        "day": point.day,
        "pnl": round(point.pnl_bps, 1),
        "fall": round(point.drawdown_bps, 1),
        "said_pnl": numbers.bps(point.pnl_bps),
        "said_fall": numbers.depth(point.drawdown_bps),
    }


def _pnl() -> Spec:
    return measured("pnl", "PnL, bps")


def _wash() -> Spec:
    return {"mark": {"type": "area", "style": "wash"}, "encoding": {"x": day_axis(), "y": _pnl()}}


def _curve() -> Spec:
    return {"mark": {"type": "line", "style": "curve"}, "encoding": {"x": day_axis(), "y": _pnl()}}


def _fallen() -> list[Spec]:
    axis = measured("fall", "drawdown, bps", scale={"reverse": True, "zero": True})
    encoding = {"x": day_axis(), "y": axis}
    return [
        {"mark": {"type": "area", "style": "fallen"}, "encoding": encoding},
        {"mark": {"type": "line", "style": "fall"}, "encoding": encoding},
    ]


def _breached(points: Sequence[Point], marks: Sequence[Mark]) -> Iterator[Spec]:
    """Show how deep the book stood within a day that ended otherwise."""
    days = {one.day for one in points}
    found = [
        {"at": one.day, "day": one.day, "fall": round(one.fell_bps, 1), "text": one.text}
        for one in (_within(one, points) for one in marks)
        if one.fell_bps is not None and one.day in days
    ]
    if found:
        yield {
            "data": {"values": found},
            "mark": {"type": "point", "shape": "diamond", "style": "breach", "size": SIZE},
            "encoding": {
                "x": day_axis(),
                "y": measured("fall", "drawdown, bps"),
                "tooltip": told(day="Day", text="Breach"),
            },
        }


def _limit(limit_bps: float | None) -> list[Spec]:
    if limit_bps is None:
        return []
    return level("limit", "y", limit_bps, f"limit {numbers.depth(limit_bps)}")


def _reading() -> Spec:
    """Show the numbers of the day that the pointer is nearest to."""
    near = {"type": "point", "nearest": True, "encodings": ["x"], "on": "pointermove"}
    shown = {"condition": {"param": "day", "value": 0.5, "empty": False}, "value": 0}
    return {
        "mark": {"type": "rule", "style": "nought"},
        "params": [{"name": "day", "select": {**near, "clear": "pointerout"}}],
        "encoding": {
            "x": day_axis(),
            "opacity": shown,
            "tooltip": told(day="Day", said_pnl="PnL so far", said_fall="Drawdown"),
        },
    }


def _marked(points: Sequence[Point], marks: Sequence[Mark]) -> Iterator[Spec]:
    height = {one.day: one.pnl_bps for one in points}
    found = (_within(one, points) for one in marks)
    seen = _gathered(one for one in found if one.day in height)
    if seen:
        rows = [_marked_row(one, height[one.day]) for one in seen]
        yield {
            "data": {"values": rows},
            "mark": {"type": "point", "filled": True, "opacity": 1},
            "encoding": {
                "x": day_axis(),
                "y": _pnl(),
                "size": measured("size", "", scale=None, legend=None),
                "shape": _kinds(seen, _scale([shape for _, shape in KINDS.values()])),
                "color": _kinds(seen, _scale("category")),
                "tooltip": told(day="Day", what="What", text="Why"),
            },
        }


def _gathered(marks: Iterable[Mark]) -> list[Mark]:
    """Make one mark of all of a kind on a day; the largest kind is drawn first, below the rest."""
    texts: dict[tuple[str, Kind], list[str]] = {}
    for one in marks:
        texts.setdefault((one.day, one.kind), []).append(one.text)
    found = [Mark(day, kind, "; ".join(said)) for (day, kind), said in texts.items()]
    return sorted(found, key=lambda one: (one.day, -list(KINDS).index(one.kind)))


def _within(mark: Mark, points: Sequence[Point]) -> Mark:
    """Put what was decided after the last judged hour at the end of the curve."""
    return replace(mark, day=points[-1].day) if points and mark.day > points[-1].day else mark


def _marked_row(mark: Mark, height: float) -> Row:
    what, _ = KINDS[mark.kind]
    return {
        "at": mark.day,
        "day": mark.day,
        "pnl": round(height, 1),
        "what": what,
        "size": LARGE if mark.kind == "breach" else SIZE,
        "text": mark.text,
    }


def _scale(range_: Sequence[object] | str) -> Spec:
    return {"domain": [name for name, _ in KINDS.values()], "range": range_}


def _kinds(seen: Sequence[Mark], scale: Spec) -> Spec:
    """Keep each kind's colour and shape, and explain only those that are there."""
    present = [name for kind, (name, _) in KINDS.items() if any(one.kind == kind for one in seen)]
    return named("what", scale=scale, legend={"values": present})
