"""Two books over the same days, one policy's beside another's."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

from bot.effects import numbers
from bot.effects.charts.spec import Row, Spec, chart, day_axis, level, measured, named, told

BEFORE, AFTER = "before", "after"


def beside(before: Mapping[str, float], after: Mapping[str, float]) -> Spec:
    """Take what each made on each day, and draw the sums."""
    days = sorted({*before, *after})
    rows = [*_rows(BEFORE, days, before), *_rows(AFTER, days, after)]
    line: Spec = {
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {
            "x": day_axis(),
            "y": measured("pnl", "PnL, bps"),
            "color": named(
                "policy", scale={"domain": [AFTER, BEFORE], "range": "category"}, legend={}
            ),
            "tooltip": told(day="Day", policy="Policy", said="PnL so far"),
        },
    }
    ends = ", ".join(f"{row['policy']} {row['said']}" for row in _last(rows))
    words = f"PnL of the book under two policies: {ends}." if rows else "No day was replayed."
    return chart(words, rows, [*level("nought", "y", 0), line])


def _last(rows: Sequence[Row]) -> Sequence[Row]:
    half = len(rows) // 2
    return [rows[half - 1], rows[-1]] if rows else []


def _rows(policy: str, days: Sequence[str], daily: Mapping[str, float]) -> list[Row]:
    sums = accumulate(daily.get(day, 0.0) for day in days)
    return [
        {"at": day, "day": day, "policy": policy, "pnl": round(made, 1), "said": numbers.bps(made)}
        for day, made in zip(days, sums, strict=True)
    ]
