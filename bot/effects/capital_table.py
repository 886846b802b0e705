"""Who holds capital, as a table of Markdown."""

from bot.effects import numbers
from bot.effects.blocks import table
from bot.effects.escape import code
from bot.state.report.report import Report

FIGURES = ("Weight", "Risk budget", "CVaR95")


def capital_table(report: Report, head: str, most: int) -> str:
    """Give at most so many rows, and "" where nobody holds any."""
    rows = [
        (
            code(name),
            numbers.percent(one.weight),
            numbers.usd(one.risk_budget_usd),
            numbers.usd(one.portfolio_cvar_usd),
        )
        for name, one in sorted(report.capital.items())
        if one.weight > 0
    ]
    return table((head, *FIGURES), rows[:most], right=(1, 2, 3)) if rows else ""
