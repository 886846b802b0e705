"""The book's PnL day by day, as a drawing that GitHub renders."""

from collections.abc import Sequence

from bot.effects import numbers
from bot.effects.charts.equity import Point

SHOWN = 30
# The line is too pale to be seen otherwise, on a light page and on a dark one.
BLUE = '%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "#2f81f7"}}}}%%'


def equity_curve(points: Sequence[Point]) -> str:
    """Draw the last days, counted from their beginning; empty where there is no line to draw."""
    if len(points) < 2:  # noqa: PLR2004 - one point is no line
        return ""
    last, line = points[-1], ", ".join(f"{one.pnl_bps:.1f}" for one in points)
    drawing = "\n".join(
        (
            "```mermaid",
            BLUE,
            "xychart-beta",
            f'  x-axis "days up to {last.day}" 1 --> {len(points)}',
            '  y-axis "PnL in bps"',
            f"  line [{line}]",
            "```",
        )
    )
    return f"The paper book over {len(points)} days: {numbers.bps(last.pnl_bps)}.\n\n{drawing}"
