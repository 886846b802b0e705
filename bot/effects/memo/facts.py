"""The facts of a memo: what the report and the week say, in the units they are said in."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.effects.memo.week import ENDS, Week
from bot.effects.numbers_check.facts import THE_FLEET, Fact, Facts, Kind, Subject, Unit
from bot.state.report.agent import AgentRow
from bot.state.report.fleet import FleetRow, StrategyRow
from bot.state.report.report import Report

STEMS = {
    "canary": "promot",
    "live": "promot",
    "demoted": "demot",
    "killed": "kill",
    "retired": "retir",
    "quarantined": "quarantin",
    "paused": "paus",
}
VERBS = {"PROMOTE": "promot", "DEMOTE": "demot", "KILL": "kill", "RETIRE": "retir"}


def facts_of(report: Report, week: Week) -> Facts:
    found = [
        *_fleet_facts(report, week),
        *_agents(report, week),
        *_classes(report),
        *_parts(report),
    ]
    subjects = dict.fromkeys([THE_FLEET, *(fact.subject for fact in found), *_named(report, week)])
    return Facts(
        tuple(found),
        tuple(subjects),
        frozenset(_dates(report, week)),
        frozenset(_deeds(report, week)),
    )


def agent(name: str) -> Subject:
    return Subject(Kind.AGENT, name)


def _fact(
    subject: Subject,
    measure: str,
    value: float | None,
    unit: Unit = Unit.PLAIN,
    *,
    directed: bool = False,
) -> Iterator[Fact]:
    if value is not None:
        yield Fact(subject, measure, value, unit, directed)


def _bps(subject: Subject, measure: str, value: float | None) -> Iterator[Fact]:
    return _fact(subject, measure, value, Unit.BPS, directed=True)


def _depth(subject: Subject, measure: str, value: float | None) -> Iterator[Fact]:
    return _fact(subject, measure, value, Unit.BPS)


def _share(subject: Subject, measure: str, value: float | None) -> Iterator[Fact]:
    if value is not None:
        yield Fact(subject, measure, 100 * value, Unit.PERCENT)
        yield Fact(subject, measure, value, Unit.PLAIN)


def _fleet_facts(report: Report, week: Week) -> Iterator[Fact]:
    if report.fleet:
        yield from _fleet(report.fleet)
    who = THE_FLEET
    yield from _bps(who, "pnl_week", week.bps)
    yield from _bps(
        who, "attributed", report.attribution.total_bps if report.attribution.days else None
    )
    if report.meta and report.meta.breach:
        yield from _depth(who, "breach", report.meta.breach.drawdown_bps)
        yield from _depth(who, "limit", report.meta.breach.limit_bps)
    stages = [one.stage for one in report.agents.values()]
    for stage in ("live", "canary", "shadow"):
        yield from _fact(who, stage, stages.count(stage))
    yield from _fact(who, "stopped", sum(one.killed for one in report.agents.values()))
    yield from _fact(who, "rose_this_week", len(week.rose))
    for stage in ("killed", "retired", "quarantined", "demoted", "paused"):
        yield from _fact(who, f"{stage}_this_week", len(week.went_to(stage)))
        yield from _fact(who, stage, stages.count(stage))
    yield from _fact(who, "acts", len(week.acts))
    yield from _fact(who, "policy_changes", week.policy_changes)
    yield from _fact(who, "changes", len(week.changes))
    yield from _fact(who, "fell_this_week", len(week.went_to(*ENDS)))
    yield from _fact(who, "asking", sum(bool(one.asks) for one in report.agents.values()))
    yield from _fact(who, "days", week.days, Unit.DAYS)


def _fleet(fleet: FleetRow) -> Iterator[Fact]:
    who = THE_FLEET
    yield from _fact(who, "agents", fleet.agents)
    yield from _fact(who, "trades", fleet.trades)
    yield from _bps(who, "pnl", fleet.portfolio_pnl_bps)
    yield from _bps(who, "pnl_30d", fleet.portfolio_pnl_30d_bps)
    yield from _share(who, "hit_rate", fleet.portfolio_hit_rate)
    yield from _depth(who, "drawdown", fleet.portfolio_drawdown_bps)
    yield from _depth(who, "max_drawdown", fleet.portfolio_max_drawdown_bps)
    yield from _bps(who, "cvar", fleet.portfolio_cvar95_bps)
    yield from _fact(who, "sharpe", fleet.portfolio_sharpe, directed=True)
    yield from _depth(who, "limit", fleet.drawdown_limit_bps)
    yield from _share(who, "cap", fleet.regime_cap)
    yield from _share(who, "gross", fleet.gross)
    yield from _share(who, "cash", fleet.cash)


def _agents(report: Report, week: Week) -> Iterator[Fact]:
    weights = report.allocation.weights if report.allocation else {}
    for name, row in report.agents.items():
        who = agent(name)
        yield from _agent(who, row)
        yield from _share(who, "weight", weights.get(name))
        yield from _bps(who, "attributed", report.attribution.agents.get(name))
        yield from _bps(who, "made_week", week.made.get(name))
        capital = report.capital.get(name)
        if capital:
            yield from _fact(who, "risk_budget", capital.risk_budget_usd, Unit.USD)
            yield from _fact(who, "cvar_usd", capital.portfolio_cvar_usd, Unit.USD, directed=True)


def _agent(who: Subject, row: AgentRow) -> Iterator[Fact]:
    yield from _bps(who, "pnl", row.pnl_sum_bps)
    yield from _bps(who, "pnl_mean", row.pnl_mean_bps)
    yield from _bps(who, "alpha", row.alpha_30d_bps)
    yield from _share(who, "hit_rate", row.hit_rate)
    yield from _share(who, "error_rate", row.error_rate)
    yield from _fact(who, "latency", row.avg_latency_ms, Unit.MS)
    yield from _fact(who, "cost", row.cost_usd, Unit.USD)
    yield from _depth(who, "drawdown", row.drawdown_bps)
    yield from _depth(who, "max_drawdown", row.max_drawdown_bps)
    yield from _bps(who, "cvar", row.cvar95_bps)
    yield from _fact(who, "sharpe", row.sharpe, directed=True)
    yield from _fact(who, "score", row.score)
    yield from _fact(who, "retirement_score", row.retirement_score)
    yield from _fact(who, "confidence", row.confidence)
    yield from _fact(who, "e_value", row.evidence.e_value)
    yield from _fact(who, "runs", row.runs)
    yield from _fact(who, "signals", row.signals)
    yield from _fact(who, "trades", row.n.get("pnl_sum_bps"))
    yield from _fact(who, "days_to_next", row.evidence.days_to_next, Unit.DAYS)


def _classes(report: Report) -> Iterator[Fact]:
    for name, row in report.strategies.items():
        who = Subject(Kind.CLASS, name)
        yield from _class(who, row)
        yield from _bps(who, "attributed", report.attribution.strategy_classes.get(name))
        tail = report.strategy_cvar.get(name)
        yield from _bps(who, "cvar", tail.cvar95_bps if tail else None)


def _class(who: Subject, row: StrategyRow) -> Iterator[Fact]:
    yield from _fact(who, "agents", row.agents)
    yield from _fact(who, "trades", row.trades)
    yield from _bps(who, "pnl", row.pnl_sum_bps)
    yield from _bps(who, "alpha", row.alpha_30d_bps)
    yield from _share(who, "hit_rate", row.hit_rate)
    yield from _fact(who, "cost", row.cost_usd, Unit.USD)


def _parts(report: Report) -> Iterator[Fact]:
    for parts in (report.attribution.symbols, report.attribution.regimes):
        for name, value in parts.items():
            if name:
                yield from _bps(Subject(Kind.OTHER, name), "attributed", value)


def _named(report: Report, week: Week) -> Iterator[Subject]:
    yield from map(agent, report.agents)
    yield from (agent(one.agent) for one in week.changes)
    yield from (Subject(Kind.CLASS, name) for name in report.strategies)


def _dates(report: Report, week: Week) -> Iterator[str]:
    start, end = date.fromisoformat(week.since), date.fromisoformat(week.until)
    yield from ((start + timedelta(days=nth)).isoformat() for nth in range((end - start).days + 1))
    if report.meta:
        yield report.meta.generated_at[:10]
        if report.meta.breach:
            yield report.meta.breach.at[:10]
    yield from (row.since[:10] for row in report.agents.values())


def _deeds(report: Report, week: Week) -> Iterator[tuple[str, str]]:
    yield from ((one.agent, STEMS[one.after]) for one in week.changes if one.after in STEMS)
    for name, row in report.agents.items():
        if row.stage in STEMS:
            yield name, STEMS[row.stage]
        if row.decision in VERBS and not row.asks:
            yield name, VERBS[row.decision]
        if row.asks:
            yield name, "asks promot"
    yield from _pressed(week)


def _pressed(week: Week) -> Iterable[tuple[str, str]]:
    stems = {"kill": "kill", "revive": "reviv", "release": "releas", "pause": "paus"}
    return ((one.target, stems[one.act]) for one in week.acts if one.act in stems)
