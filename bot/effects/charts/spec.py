"""What every description has: its schema, its data, and a sentence for who cannot see it.

A description names styles and never colours: a theme gives both (bot.effects.charts.theme).
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Spec: TypeAlias = dict[str, Any]
Row: TypeAlias = Mapping[str, object]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT = 220


def chart(description: str, rows: Sequence[Row], layers: Sequence[Spec], **more: object) -> Spec:
    """Lay marks over each other; the chart is as wide as the place it is put into."""
    return {
        "$schema": SCHEMA,
        "description": description,
        "width": "container",
        "height": HEIGHT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": [dict(row) for row in rows]},
        "layer": list(layers),
        **more,
    }


def level(style: str, axis: str, value: float, text: str = "", dy: int = -6) -> list[Spec]:
    """Draw a line across at a value, and say above it, or below, what it is."""
    one: Spec = {"data": {"values": [{}]}}
    rule = {**one, "mark": {"type": "rule", "style": style}, "encoding": {axis: {"datum": value}}}
    if not text:
        return [rule]
    words = {"type": "text", "style": "note", "align": "left", "dx": 4, "dy": dy, "text": text}
    where = {"x": {"value": 0}, "y": {"datum": value}}
    return [rule, {**one, "mark": words, "encoding": where}]


def day_axis(field: str = "at", **more: object) -> Spec:
    """Give time in UTC, wherever it is looked at."""
    axis = {
        "format": "%b %-d",
        "title": None,
        "grid": False,
        "labelOverlap": "greedy",
        "labelSeparation": 10,
    }
    return {"field": field, "type": "temporal", "scale": {"type": "utc"}, "axis": axis, **more}


def measured(field: str, title: str, **more: object) -> Spec:
    return {"field": field, "type": "quantitative", "title": title, **more}


def named(field: str, **more: object) -> Spec:
    return {"field": field, "type": "nominal", "title": None, **more}


def told(**titles: str) -> list[Spec]:
    """Give a tooltip: field and its title, of text that was made ready."""
    return [{"field": field, "type": "nominal", "title": title} for field, title in titles.items()]
