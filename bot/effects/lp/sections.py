"""The parts of a mail to partners, in the order in which they are read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bot.effects import numbers
from bot.effects.charts.equity import KINDS
from bot.effects.lp.facts import Facts
from bot.effects.mail.section import Section, section
from bot.state.report.agent import AgentRow
from bot.state.report.fleet import FleetRow
from bot.state.report.report import Report

WEIGHTS, AGENTS, PARTS, CLASSES, LOG = 10, 15, 10, 20, 40
SLICES = {
    "agents": "agent",
    "strategy_classes": "strategy class",
    "symbols": "symbol",
    "regimes": "regime",
}


def sections(facts: Facts) -> list[Section]:
    report = facts.report
    return [
        *_portfolio(facts),
        _weights(report),
        _agents(report),
        *_attribution(report),
        _classes(report),
        _log(facts),
        _allocation(report),
    ]


def _portfolio(facts: Facts) -> Iterator[Section]:
    fleet, meta = facts.report.fleet, facts.report.meta
    if fleet is None or meta is None:
        return
    named = "PnL of the day" if facts.edition.kind == "daily" else "PnL of the week"
    rows = [
        (named, numbers.bps(facts.pnl_bps)),
        ("PnL, last 30 days", numbers.bps(fleet.portfolio_pnl_30d_bps)),
        ("PnL since the start", numbers.bps(fleet.portfolio_pnl_bps)),
        ("Drawdown at the end of the period", numbers.depth(facts.drawdown_bps)),
        ("Deepest drawdown", numbers.depth(fleet.portfolio_max_drawdown_bps)),
        ("Limit of the drawdown", numbers.depth(fleet.drawdown_limit_bps)),
        *_days(fleet),
        ("Invested / cash", f"{numbers.percent(fleet.gross)} / {numbers.percent(fleet.cash)}"),
        ("Regime, its cap", f"{fleet.current_regime or 'unknown'}, {fleet.regime_cap:.0%}"),
        ("Mode / severity", f"{meta.mode} / {meta.severity}"),
    ]
    yield section("Portfolio", ("Measure", "Value"), rows, (1,), none="")


def _days(fleet: FleetRow) -> Iterator[tuple[str, str]]:
    won, n = fleet.portfolio_hit_rate, fleet.n.get("portfolio_hit_rate", 0)
    yield "Days won", f"{numbers.percent(won)} (n {n})"
    tail, n = fleet.portfolio_cvar95_bps, fleet.n.get("portfolio_cvar95_bps", 0)
    yield "CVaR95 of days", f"{numbers.bps(tail)} (n {n})"


def _weights(report: Report) -> Section:
    weights = report.allocation.weights if report.allocation else {}
    rows = [
        (name, report.agents[name].strategy_class, numbers.percent(weight))
        for name, weight in _heaviest(weights)
        if name in report.agents
    ]
    head = ("Agent", "Strategy class", "Weight")
    return section(
        "Top weights",
        head,
        rows,
        (2,),
        none="Nobody holds any weight: the book is cash.",
        most=WEIGHTS,
    )


def _agents(report: Report) -> Section:
    weights = report.allocation.weights if report.allocation else {}
    order = sorted(
        report.agents.items(),
        key=lambda item: (-weights.get(item[0], 0.0), -abs(item[1].pnl_sum_bps or 0.0), item[0]),
    )
    head = ("Agent", "Decision", "PnL", "Hit", "Errors", "Latency", "Cost", "Retirement")
    rows = [_agent(name, row) for name, row in order]
    return section(
        "Agents", head, rows, (2, 3, 4, 5, 6, 7), none="No agent is registered.", most=AGENTS
    )


def _agent(name: str, row: AgentRow) -> tuple[str, ...]:
    latency = numbers.UNKNOWN if row.avg_latency_ms is None else f"{row.avg_latency_ms:,.0f} ms"
    return (
        name,
        f"{row.decision}, {row.stage}",
        numbers.bps(row.pnl_sum_bps),
        numbers.percent(row.hit_rate),
        numbers.percent(row.error_rate),
        latency,
        numbers.usd(row.cost_usd),
        f"{row.retirement_score} {row.retirement_label}",
    )


def _attribution(report: Report) -> Iterator[Section]:
    made = report.attribution
    title = f"Realized PnL by {{}}, {made.days} days, {numbers.bps(made.total_bps)} in all"
    for name, noun in SLICES.items():
        parts: Mapping[str, float] = getattr(made, name)
        ordered = sorted(parts.items(), key=lambda item: (-abs(item[1]), item[0]))
        rows = [(part or "unknown", numbers.bps(value)) for part, value in ordered]
        if rows or name == "agents":
            head = (noun.capitalize(), "PnL")
            yield section(
                title.format(noun), head, rows, (1,), none="No day was judged yet.", most=PARTS
            )


def _classes(report: Report) -> Section:
    rows = [
        (name, one.status, str(one.agents), numbers.bps(one.pnl_sum_bps), one.reason)
        for name, one in sorted(
            report.strategies.items(), key=lambda item: (item[1].status != "active", item[0])
        )
    ]
    title = ", ".join(
        ["Strategy classes", *_counted(one.status for one in report.strategies.values())]
    )
    head = ("Class", "Status", "Agents", "PnL", "Why")
    return section(title, head, rows, (2, 3), none="No class is registered.", most=CLASSES)


def _counted(statuses: Iterable[str]) -> Iterator[str]:
    """Count the whole, since the table below may be cut."""
    for status, count in sorted(Counter(statuses).items()):
        yield f"{count} {status}"


def _log(facts: Facts) -> Section:
    rows = [(one.day, KINDS[one.kind][0], one.text) for one in reversed(facts.log)]
    return section(
        "Promotions, demotions and stops",
        ("Day", "What", "Whom"),
        rows,
        none="Nobody rose or fell in these days.",
        most=LOG,
    )


def _allocation(report: Report) -> Section:
    rows = [
        (
            name,
            numbers.percent(one.weight),
            numbers.usd(one.risk_budget_usd),
            numbers.usd(one.portfolio_cvar_usd),
        )
        for name, one in sorted(report.capital.items(), key=lambda item: (-item[1].weight, item[0]))
        if one.weight > 0
    ]
    head = ("Agent", "Weight", "Risk budget", "CVaR95")
    return section(
        "Capital at risk", head, rows, (1, 2, 3), none="No capital is at risk.", most=AGENTS
    )


def _heaviest(weights: Mapping[str, float]) -> list[tuple[str, float]]:
    held = [(name, weight) for name, weight in weights.items() if weight > 0]
    return sorted(held, key=lambda item: (-item[1], item[0]))
