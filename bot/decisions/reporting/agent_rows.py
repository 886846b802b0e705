"""One agent's row of the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.decisions.decision import Branch, Decision
from bot.decisions.facts import AgentFacts
from bot.decisions.finding import Finding
from bot.decisions.promotion import e_value
from bot.decisions.reporting.numbers import Form, bps, maybe, of, rough, share, usd
from bot.state.report import agent as row
from bot.stats.measured import Measured
from bot.stats.measures import Measures, Slice
from bot.stats.standing import Standing
from bot.words.stage import MAY_RUN, Stage

Shown: TypeAlias = Mapping[str, tuple[Measured, Form]]


@dataclass(frozen=True, slots=True)
class Beside:
    """What was found out apart from the decision: score, points, the way to the next step."""

    owner: str = ""
    score: float | None = None
    score_parts: Mapping[str, float | None] | None = None
    points: int = 0
    label: str = ""
    next: Stage | None = None
    days_to_next: float | None = None


def agent_row(facts: AgentFacts, decision: Decision, beside: Beside) -> row.AgentRow:
    shown = measured_of(facts.measures)
    fields: dict[str, Any] = {
        **_standing(facts, decision),
        **_judged(beside),
        **_counted(facts.measures),
        **{name: of(measured, form) for name, (measured, form) in shown.items()},
        "evidence": _evidence(facts, beside),
        "findings": tuple(map(branch_row, decision.tree)),
        "n": {name: measured.n for name, (measured, _) in shown.items()},
    }
    return row.AgentRow(**fields)


def measured_of(measures: Measures) -> Shown:
    """Name every measure of the report, and say how it is rounded."""
    trades, path, runs, views = measures.trades, measures.path, measures.runs, measures.views
    return {
        "pnl_sum_bps": (trades.pnl_sum_bps, bps),
        "pnl_mean_bps": (trades.pnl_mean_bps, bps),
        "hit_rate": (trades.hit_rate, share),
        "cvar95_bps": (trades.cvar95_bps, bps),
        "sequence_drawdown_bps": (trades.sequence_drawdown_bps, bps),
        "alpha_30d_bps": (measures.alpha.window_bps, bps),
        "drawdown_bps": (path.drawdown_bps, bps),
        "max_drawdown_bps": (path.max_drawdown_bps, bps),
        "sharpe": (path.sharpe, rough),
        "psr": (path.psr, share),
        "dsr": (path.dsr, share),
        "error_rate": (runs.error_rate, share),
        "error_bound": (runs.error_bound, share),
        "avg_latency_ms": (runs.latency_mean_ms, rough),
        "p95_latency_ms": (runs.latency_p95_ms, rough),
        "cost_usd": (runs.cost_usd, usd),
        "cost_per_signal_usd": (runs.cost_per_signal_usd, usd),
        "cost_drift": (runs.cost_drift, share),
        "value_usd": (runs.value_usd, usd),
        "brier": (views.brier, share),
        "calibration_error": (views.calibration_error, share),
        "completeness": (views.completeness, share),
    }


def branch_row(branch: Branch) -> row.Branch:
    return row.Branch(
        title=branch.title,
        leads_to=branch.leads_to,
        advice=branch.advice,
        findings=tuple(map(finding_row, branch.findings)),
    )


def finding_row(finding: Finding) -> row.Row:
    observed = maybe(finding.observed, rough)
    return finding.rule, finding.outcome.value, observed, finding.relation, finding.limit


def slice_rows(slices: Mapping[str, Slice]) -> dict[str, row.SliceRow]:
    return {name: _slice(one) for name, one in sorted(slices.items())}


def _slice(one: Slice) -> row.SliceRow:
    decided = one.n - one.ties
    rate = share(one.wins / decided) if decided else None
    return row.SliceRow(n=one.n, net_bps=bps(one.net_bps), hit_rate=rate)


def _standing(facts: AgentFacts, decision: Decision) -> dict[str, Any]:
    return {
        "strategy_class": facts.strategy_class,
        "stage": decision.stage,
        "ceiling": facts.ceiling,
        "since": facts.machine.since,
        "decision": decision.verb,
        "asks": decision.asks,
        "why": decision.why,
        "killed": decision.stage not in MAY_RUN,
    }


def _judged(beside: Beside) -> dict[str, Any]:
    parts = beside.score_parts or {}
    return {
        "owner": beside.owner,
        "score": maybe(beside.score, bps),
        "score_parts": {name: maybe(part, share) for name, part in parts.items()},
        "retirement_score": beside.points,
        "retirement_label": beside.label,
    }


def _counted(measures: Measures) -> dict[str, Any]:
    trades, runs, views = measures.trades, measures.runs, measures.views
    return {
        "runs": runs.runs,
        "signals": views.signals,
        "ties": trades.ties,
        "flat": trades.flat,
        "tokens_in": runs.tokens_in,
        "tokens_out": runs.tokens_out,
        "confidence": share(measures.confidence.multiplier),
        "confidence_decay": share(measures.confidence.decay),
        "regimes": slice_rows(trades.regimes),
        "symbols": slice_rows(trades.symbols),
        "horizons": slice_rows(trades.horizons),
        "bins": tuple(
            row.BinRow(low=one.low, n=one.n, said=share(one.said), came=share(one.came))
            for one in views.bins
        ),
    }


def _evidence(facts: AgentFacts, beside: Beside) -> row.EvidenceRow:
    known = _known(facts.now) if facts.now else {}
    return row.EvidenceRow(
        epoch=facts.hypothesis.epoch,
        fingerprint=facts.hypothesis.fingerprint,
        next=beside.next,
        days_to_next=maybe(beside.days_to_next, bps),
        **known,
    )


def _known(standing: Standing) -> dict[str, Any]:
    return {
        "e_value": None if standing.log_e is None else rough(e_value(standing.log_e)),
        "peak_e_value": None
        if standing.log_e is None
        else rough(e_value(standing.peak_log_e or 0)),
        "drift": maybe(standing.drift, rough),
        "mean_bps": maybe(standing.mean_bps, bps),
        "bound_bps": maybe(standing.bound_bps, bps),
        "p_active": maybe(standing.active, share),
        "p_dead": maybe(standing.dead, share),
        "days_held": bps(standing.days_held),
        "hours_unpriced": standing.hours_unpriced,
    }
