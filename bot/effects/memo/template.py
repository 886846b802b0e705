"""The memo without a model: every section told from the report and the week alone."""

from collections.abc import Iterator, Sequence

from bot.effects import numbers
from bot.effects.memo.sections import Prose
from bot.effects.memo.week import ENDS, Week
from bot.state.report.fleet import FleetRow
from bot.state.report.report import Report
from bot.words.count import plural

SHOWN, FAR = 5, 365
MOOD = {
    "critical": "The week ends in a critical state.",
    "high": "The week ends with a high severity.",
    "medium": "The week ends with points to look at.",
    "low": "The week ends quietly.",
}


def template(report: Report, week: Week) -> Prose:
    told = {
        "executive_summary": _summary(report, week),
        "performance": _performance(report, week),
        "risk": _risk(report),
        "what_changed": _changed(week),
        "decisions": _decisions(report),
        "next_week": _next(report),
    }
    return {name: " ".join(sentences) for name, sentences in told.items()}


def _summary(report: Report, week: Week) -> Iterator[str]:
    if report.meta:
        yield MOOD.get(report.meta.severity, f"The week ends with severity {report.meta.severity}.")
        if report.meta.breach and report.meta.breach.latched:
            yield (
                f"The portfolio drew down {numbers.depth(report.meta.breach.drawdown_bps)}, the "
                f"limit is {numbers.depth(report.meta.breach.limit_bps)}: every rise is frozen "
                "until a person releases the fleet."
            )
    if week.bps is not None:
        yield f"In {plural(week.days, 'day')} the paper book made {numbers.bps(week.bps)}."
    if report.fleet:
        yield f"Since the start it is {numbers.bps(report.fleet.portfolio_pnl_bps)}."
    yield _counted("rose", week.rose)
    yield _counted("fell", week.went_to(*ENDS))


def _counted(what: str, names: Sequence[str]) -> str:
    if not names:
        return f"Nobody {what}."
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{plural(len(names), 'agent')} {what}: {', '.join(names[:SHOWN])}{more}."


def _performance(report: Report, week: Week) -> Iterator[str]:
    fleet = report.fleet
    if fleet is None:
        yield "Nothing has been traded yet."
        return
    yield (
        f"The portfolio made {numbers.bps(fleet.portfolio_pnl_30d_bps)} in the last 30 days and "
        f"{numbers.bps(fleet.portfolio_pnl_bps)} since the start, with "
        f"{numbers.percent(fleet.portfolio_hit_rate)} of its days won."
    )
    best, worst = _ends(week)
    if best:
        yield f"Most came from {best[0]}, with {numbers.bps(best[1])} this week."
    if worst and worst[1] < 0:
        yield f"Most was lost by {worst[0]}, with {numbers.bps(worst[1])}."
    elif report.agents:
        yield "Nobody who holds capital lost any this week."
    yield (
        f"{plural(fleet.trades, 'trade')} of {plural(fleet.agents, 'agent')} are settled at the "
        "horizon that judges."
    )


def _ends(week: Week) -> tuple[tuple[str, float] | None, tuple[str, float] | None]:
    ordered = sorted(week.made.items(), key=lambda item: (-item[1], item[0]))
    best = ordered[0] if ordered and ordered[0][1] > 0 else None
    return best, (ordered[-1] if ordered else None)


def _risk(report: Report) -> Iterator[str]:
    fleet = report.fleet
    if fleet is None:
        yield "No capital is at risk."
        return
    yield (
        f"The portfolio stands {numbers.depth(fleet.portfolio_drawdown_bps)} below its peak, its "
        f"deepest fall was {numbers.depth(fleet.portfolio_max_drawdown_bps)}, and a breach is at "
        f"{numbers.depth(fleet.drawdown_limit_bps)}."
    )
    yield f"CVaR95 of its days is {numbers.bps(fleet.portfolio_cvar95_bps)}."
    yield _invested(fleet)
    tails = sorted(
        (row.cvar95_bps, name)
        for name, row in report.strategy_cvar.items()
        if row.cvar95_bps is not None
    )
    if tails:
        yield f"The heaviest tail is that of {tails[0][1]}, at {numbers.bps(tails[0][0])} a trade."


def _invested(fleet: FleetRow) -> str:
    regime = fleet.current_regime or "unknown"
    return (
        f"The regime is {regime}, which caps the book at {numbers.percent(fleet.regime_cap)}; "
        f"{numbers.percent(fleet.gross)} is invested and {numbers.percent(fleet.cash)} is cash."
    )


def _changed(week: Week) -> Iterator[str]:
    if not (week.changes or week.acts or week.breaches or week.policy_changes):
        yield "Nobody changed stage, no person pressed a button, the policies are the same."
        return
    yield (
        f"There were {plural(len(week.changes), 'change')} of stage, "
        f"{plural(len(week.acts), 'act')} of people and {plural(week.policy_changes, 'change')} of "
        "the policies."
    )
    if week.breaches:
        yield f"The drawdown limit was breached on {', '.join(week.breaches)}."


def _decisions(report: Report) -> Iterator[str]:
    asking = sorted(name for name, row in report.agents.items() if row.asks)
    if asking:
        yield f"People have to decide on {plural(len(asking), 'promotion')}: {', '.join(asking)}."
    else:
        yield "No promotion waits for people."
    watched = sorted(name for name, row in report.agents.items() if row.decision == "WATCH")
    if watched:
        yield f"On watch: {', '.join(watched)}."


def _next(report: Report) -> Iterator[str]:
    nearest = sorted(
        (row.evidence.days_to_next, name, row.evidence.next)
        for name, row in report.agents.items()
        if row.evidence.next
        and not row.asks
        and not row.killed
        and row.evidence.days_to_next
        and row.evidence.days_to_next <= FAR
    )
    for days, name, stage in nearest[:3]:
        yield f"At this rate {name} has the evidence for {stage} in {plural(round(days), 'day')}."
    gaps = [gap.regime for gap in report.research]
    if gaps:
        yield f"No promoted agent has shown a gain in {', '.join(gaps)}."
    if not nearest and not gaps:
        yield "Nothing is close to a change, as far as the evidence tells."
