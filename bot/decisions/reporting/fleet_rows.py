"""The fleet as a whole: what the report says of the portfolio, the classes and the money."""

from collections.abc import Iterator
from math import fsum

from bot.decisions.breach import latches
from bot.decisions.finding import Finding, at_most
from bot.decisions.fresh import data_fresh
from bot.decisions.portfolio import lately
from bot.decisions.reporting.agent_rows import finding_row
from bot.decisions.reporting.material import Material
from bot.decisions.reporting.numbers import bps, of, rough, share, usd
from bot.state.documents import GENESIS
from bot.state.report import fleet as row
from bot.state.report.agent import Row
from bot.stats import returns, trades
from bot.words.instant import render


def meta(material: Material) -> row.Meta:
    facts, newest = material.facts, material.facts.market.newest_price
    return row.Meta(
        run_id=material.run_id,
        generated_at=render(facts.now),
        evidence_at=render(facts.evidence_at),
        policy_digest=material.policy.digest,
        mode=material.lease.mode,
        severity=material.severity.level.value,
        findings=tuple(map(finding_row, _findings(material))),
        breach=_breach(material),
        newest_price=render(newest) if newest else None,
        lease_until=material.lease.valid_until,
        missed_slots=facts.missed_slots,
        strays=sum(facts.strays.values()),
    )


def fleet(material: Material) -> row.FleetRow:
    curve, daily = material.facts.curve, material.facts.daily_bps
    minimum = material.policy.promotion.minimum
    recent = lately(material.facts, material.policy.risk.severity.pnl_days)
    hits, tail = trades.hits(daily), trades.cvar95(daily, minimum.days)
    sharpe = returns.sharpe(daily, minimum.days)
    return row.FleetRow(
        agents=len(material.facts.agents),
        trades=sum(one.trades.pnl_sum_bps.n for one in material.facts.classes.values()),
        portfolio_pnl_bps=bps(curve.pnl_bps),
        portfolio_pnl_30d_bps=bps(fsum(recent)),
        portfolio_hit_rate=of(hits.rate, share),
        portfolio_drawdown_bps=bps(curve.drawdown_bps),
        portfolio_max_drawdown_bps=bps(curve.max_drawdown_bps),
        portfolio_cvar95_bps=of(tail, bps),
        portfolio_sharpe=of(sharpe, rough),
        drawdown_limit_bps=material.policy.risk.max_drawdown_bps,
        current_regime=material.call.regime,
        regime_by_signals=material.call.by_signals,
        regime_by_market=material.call.by_market,
        regime_cap=material.call.cap,
        gross=material.allocation.gross,
        cash=material.allocation.cash,
        n={
            "portfolio_pnl_bps": curve.hours,
            "portfolio_pnl_30d_bps": len(recent),
            "portfolio_hit_rate": hits.rate.n,
            "portfolio_cvar95_bps": tail.n,
            "portfolio_sharpe": sharpe.n,
            "regime_by_signals": material.call.n,
        },
    )


def allocation(material: Material) -> row.Allocation:
    weights = material.allocation.weights
    agents = material.facts.agents
    return row.Allocation(
        method=material.policy.allocation.method,
        weights={name: one.in_force for name, one in weights.items()},
        confidence_state={
            name: share(one.measures.confidence.multiplier) for name, one in agents.items()
        },
        excluded={name: one.zero for name, one in weights.items() if one.zero},
    )


def capital(material: Material) -> dict[str, row.CapitalRow]:
    return {
        name: row.CapitalRow(
            weight=material.allocation.weights[name].in_force,
            risk_budget_usd=risk.risk_budget_usd,
            portfolio_cvar_usd=risk.cvar95_usd,
        )
        for name, risk in material.risks.items()
    }


def strategies(material: Material) -> dict[str, row.StrategyRow]:
    return {name: _strategy(name, material) for name in sorted(material.facts.classes)}


def strategy_cvar(material: Material) -> dict[str, row.TailRow]:
    return {
        name: row.TailRow(cvar95_bps=of(one.trades.cvar95_bps, bps), n=one.trades.cvar95_bps.n)
        for name, one in sorted(material.facts.classes.items())
    }


def attribution(material: Material) -> row.Attribution:
    made = material.attributed
    return row.Attribution(
        agents=dict(made.agents),
        strategy_classes=dict(made.strategy_classes),
        symbols=dict(made.symbols),
        regimes=dict(made.regimes),
        days=material.attributed_days,
        total_bps=made.total_bps,
    )


def _findings(material: Material) -> Iterator[Finding]:
    if material.facts.missed_slots:
        yield at_most("missed_slots", float(material.facts.missed_slots), 0.0)
    yield from material.severity.findings
    yield from material.call.findings
    yield data_fresh(material.facts.market.newest_price, material.now, material.policy.risk)


def _breach(material: Material) -> row.BreachRow | None:
    if not material.breaches:
        return None
    last = material.breaches[-1]
    latched = material.judgement.breach is not None or bool(latches(material.facts.switches))
    return row.BreachRow(
        at=last.at,
        drawdown_bps=last.drawdown_bps,
        limit_bps=last.limit_bps,
        killed=last.killed,
        latched=latched,
    )


def _strategy(name: str, material: Material) -> row.StrategyRow:
    measures, verdict = material.facts.classes[name], material.judgement.classes.get(name)
    members = [one for one in material.facts.agents.values() if one.strategy_class == name]
    return row.StrategyRow(
        status=verdict.strategy.status if verdict else "active",
        since=verdict.strategy.since if verdict else GENESIS,
        reason=verdict.strategy.reason if verdict else "",
        agents=len(members),
        trades=measures.trades.pnl_sum_bps.n,
        pnl_sum_bps=of(measures.trades.pnl_sum_bps, bps),
        alpha_30d_bps=of(measures.alpha.window_bps, bps),
        hit_rate=of(measures.trades.hit_rate, share),
        cost_usd=of(measures.runs.cost_usd, usd),
        findings=_rows(verdict.findings if verdict else ()),
    )


def _rows(findings: tuple[Finding, ...]) -> tuple[Row, ...]:
    return tuple(map(finding_row, findings))
