"""Bars: who holds which share of the book, and where trades gained or lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.effects import numbers
from bot.effects.charts.spec import Row, Spec, chart, level, measured, named, told
from bot.words.count import plural

STEP = 26
# A theme's category colours begin with those of gain, warning and loss.
SIGNS = {"domain": ["gain", "", "loss"], "range": "category"}


@dataclass(frozen=True, slots=True)
class Bar:
    """`n` trades are behind the value."""

    name: str
    net_bps: float
    n: int


def allocation(weights: Mapping[str, float], cash: float | None = None) -> Spec:
    """Give shares of the book, the largest first; cash is a share like any other."""
    held = sorted(
        ((n, w) for n, w in weights.items() if w > 0), key=lambda pair: (-pair[1], pair[0])
    )
    rows = [_share(name, weight) for name, weight in held]
    if cash:
        rows.append({**_share("cash", cash), "rest": True})
    words = f"Shares of the book of {plural(len(held), 'agent')}."
    bar = {
        "mark": {"type": "bar", "style": "share", "cornerRadiusEnd": 3},
        "encoding": {
            "x": measured("share", "share of the book", axis={"format": ".0%"}),
            "y": _listed(),
            "opacity": {"condition": {"test": "datum.rest", "value": 0.35}, "value": 1},
            "tooltip": told(label="Who", said="Share"),
        },
    }
    return chart(words, rows, [bar], height=STEP * max(len(rows), 1))


def pnl_by(title: str, bars: Sequence[Bar]) -> Spec:
    """Give net results by regime, horizon or symbol, in the order given."""
    rows = [_result(one) for one in bars]
    words = f"Net result by {title}, {plural(len(bars), 'bar')}."
    bar = {
        "mark": {"type": "bar", "cornerRadius": 3},
        "encoding": {
            "x": measured("net", "net, bps"),
            "y": _listed(),
            "color": named("sign", scale=SIGNS, legend=None),
            "tooltip": told(label=title.capitalize(), said="Net", n="n"),
        },
    }
    height = STEP * max(len(rows), 1)
    return chart(words, rows, [bar, *level("nought", "x", 0)], height=height)


def _listed() -> Spec:
    axis = {"grid": False, "domain": False, "ticks": False, "labelLimit": 140}
    return named("label", sort=None, axis=axis)


def _share(name: str, weight: float) -> Row:
    return {
        "label": name,
        "share": weight,
        "said": numbers.percent(weight),
    }


def _result(bar: Bar) -> Row:
    return {
        "label": bar.name,
        "net": round(bar.net_bps, 1),
        "said": numbers.bps(bar.net_bps),
        "n": f"{bar.n:,}",
        "sign": "gain" if bar.net_bps >= 0 else "loss",
    }
