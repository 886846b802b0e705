"""The folded sections: everything a reader may want to open, nothing they have to."""

from collections.abc import Iterator, Mapping

from bot.effects import numbers
from bot.effects.blocks import bullets, table
from bot.effects.capital_table import capital_table
from bot.effects.comment.family import family_tree
from bot.effects.escape import code, markdown
from bot.effects.scorecard import TITLE as SCORECARD
from bot.effects.scorecard import is_told, scorecard
from bot.state.report.fleet import FleetRow
from bot.state.report.report import Report

SHOWN = 60
SLICES = ("agents", "strategy_classes", "symbols", "regimes")


def sections(report: Report) -> Iterator[tuple[str, str]]:
    """Give title and body of each section that has anything to say, the shortest kind first."""
    if report.fleet:
        yield "Portfolio", _portfolio(report.fleet)
    yield "Decisions", _decisions(report)
    if report.allocation and report.allocation.weights:
        yield "Allocation", _allocation(report)
    if report.capital:
        yield "Capital at risk", _capital(report)
    if report.attribution.days:
        yield "Attribution", _attribution(report)
    if report.strategies:
        yield "Strategy classes", _classes(report)
    yield from _lasting(report)


def _lasting(report: Report) -> Iterator[tuple[str, str]]:
    if is_told(report.scorecard):
        yield SCORECARD, scorecard(report.scorecard)
    if report.lineage.nodes:
        yield "Lineage", family_tree(report.lineage)


def _portfolio(fleet: FleetRow) -> str:
    return bullets((_result(fleet), _falls(fleet), _days(fleet), _regime(fleet), _invested(fleet)))


def _result(fleet: FleetRow) -> str:
    month = numbers.bps(fleet.portfolio_pnl_30d_bps)
    return f"PnL {numbers.bps(fleet.portfolio_pnl_bps)}, of it {month} in the last 30 days"


def _falls(fleet: FleetRow) -> str:
    deepest, limit = fleet.portfolio_max_drawdown_bps, fleet.drawdown_limit_bps
    return (
        f"Drawdown {numbers.depth(fleet.portfolio_drawdown_bps)}, at most "
        f"{numbers.depth(deepest)}; a breach at {numbers.depth(limit)}"
    )


def _days(fleet: FleetRow) -> str:
    n, tail = fleet.n.get("portfolio_hit_rate", 0), numbers.bps(fleet.portfolio_cvar95_bps)
    return f"Days won {numbers.percent(fleet.portfolio_hit_rate)} (n = {n}), CVaR95 {tail}"


def _regime(fleet: FleetRow) -> str:
    called, signals, market = (
        code(one or "unknown")
        for one in (fleet.current_regime, fleet.regime_by_signals, fleet.regime_by_market)
    )
    return f"Regime {called} (signals {signals}, market {market}), cap {fleet.regime_cap:.0%}"


def _invested(fleet: FleetRow) -> str:
    return (
        f"Gross {numbers.percent(fleet.gross)}, cash {numbers.percent(fleet.cash)}; "
        f"{fleet.trades:,} settled 24 h trades of {fleet.agents} agents"
    )


def _decisions(report: Report) -> str:
    rows = [
        (code(name), agent.decision, agent.stage, markdown(agent.why))
        for name, agent in sorted(report.agents.items())
    ]
    left = len(rows) - SHOWN
    more = f"\n\n… and {left} more in the report." if left > 0 else ""
    return table(("Agent", "Decision", "Stage", "Why"), rows[:SHOWN]) + more


def _allocation(report: Report) -> str:
    allocation = report.allocation
    weights = allocation.weights if allocation else {}
    confidence = allocation.confidence_state if allocation else {}
    ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    rows = [
        (code(name), numbers.percent(weight), f"{confidence.get(name, 1.0):.2f}")
        for name, weight in ordered[:SHOWN]
        if weight > 0
    ]
    if not rows:
        return "Nobody holds any weight: the whole book is cash."
    return table(("Agent", "Weight", "Confidence"), rows, right=(1, 2))


def _capital(report: Report) -> str:
    return capital_table(report, "Agent", SHOWN) or "No capital is at risk."


def _attribution(report: Report) -> str:
    made = report.attribution
    tables = [_slice(name.replace("_", " "), getattr(made, name)) for name in SLICES]
    total = f"Portfolio over {made.days} days: {numbers.bps(made.total_bps)}; each table adds up."
    return "\n\n".join((total, *(one for one in tables if one)))


def _slice(name: str, parts: Mapping[str, float]) -> str:
    ordered = sorted(parts.items(), key=lambda item: (-abs(item[1]), item[0]))
    rows = [(code(one or "unknown"), numbers.bps(value)) for one, value in ordered[:SHOWN]]
    return table((f"By {name}", "PnL"), rows, right=(1,)) if rows else ""


def _classes(report: Report) -> str:
    rows = [
        (
            code(name),
            one.status,
            str(one.agents),
            str(one.trades),
            numbers.bps(one.pnl_sum_bps),
            markdown(one.reason),
        )
        for name, one in sorted(report.strategies.items())
    ]
    return table(("Class", "Status", "Agents", "Trades", "PnL", "Why"), rows, right=(2, 3, 4))
