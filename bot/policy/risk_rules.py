"""Which way each key of the policies leads: to more risk, to less, or to neither."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from math import inf
from typing import Final, TypeAlias

from bot.words.canonical import Json


class Risk(StrEnum):
    RAISING = "raising"
    LOWERING = "lowering"
    NEUTRAL = "neutral"


Rule: TypeAlias = Callable[[Json, Json], Risk]
Pattern: TypeAlias = tuple[str, ...]
UP, DOWN, FLAT = Risk.RAISING, Risk.LOWERING, Risk.NEUTRAL


def either(before: Json, after: Json) -> Risk:
    """Take any change as raising: which way it leads cannot be told from the value."""
    del before, after
    return UP


def free(before: Json, after: Json) -> Risk:
    del before, after
    return FLAT


def more(before: Json, after: Json) -> Risk:
    """Take a higher number as raising; none at all is no limit."""
    return _risen(_number(before), _number(after))


def less(before: Json, after: Json) -> Risk:
    return _risen(_number(after), _number(before))


def steps(*rising: Json) -> Rule:
    """Take a later step as raising; a change to or from none of them always is."""

    def rule(before: Json, after: Json) -> Risk:
        known = before in rising and after in rising
        return _risen(rising.index(before), rising.index(after)) if known else UP

    return rule


def stops(before: Json, after: Json) -> Risk:
    """Take an entry that is there as safer than one that is not."""
    return DOWN if before is None and after is not None else UP


def on(before: Json, after: Json) -> Risk:
    """Take true as safer."""
    return DOWN if before is False and after is True else UP


def key(before: Json, after: Json) -> Risk:
    """Take a first key as safer: what was open is checked from now on; another key checks less."""
    return DOWN if not before and after else UP


def emptied(before: Json, after: Json) -> Risk:
    """Take something that is given up as safer, and anything else in its place as raising."""
    return DOWN if before and not after else UP


def listed(before: Json, after: Json) -> Risk:
    """Take a longer list as raising."""
    return _listed(before, after, grown=UP, shrunk=DOWN)


def told(before: Json, after: Json) -> Risk:
    """Take somebody who is told no longer as raising."""
    return _listed(before, after, grown=FLAT, shrunk=UP)


def registers(before: Json, after: Json) -> Risk:
    """Take a newcomer as raising unless it starts in shadow, and without anybody's keys.

    Nothing is traded for it there, but with a venue's key its own code could.
    """
    if after is None:
        return DOWN
    entry = after if before is None and isinstance(after, Mapping) else {}
    return FLAT if entry.get("stage") == "shadow" and not entry.get("secrets") else UP


def _listed(before: Json, after: Json, *, grown: Risk, shrunk: Risk) -> Risk:
    if not isinstance(before, list) or not isinstance(after, list):
        return UP
    added, gone = [x for x in after if x not in before], [x for x in before if x not in after]
    found = {*([grown] if added else []), *([shrunk] if gone else [])}
    return next((risk for risk in (UP, DOWN) if risk in found), FLAT)


def _number(value: Json) -> float | None:
    if value is None:
        return inf
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None  # type: ignore[arg-type]


def _risen(before: float | None, after: float | None) -> Risk:
    if before is None or after is None:
        return UP
    return FLAT if before == after else UP if after > before else DOWN


USE = steps("gate", "advise", "off")
ACT = steps("act", "advise", "off")

GOVERNOR: Final[Mapping[str, Rule]] = {
    "mode": steps("shadow", "live"),
    "cadence_minutes": more,
    "catch_up_slots": less,
    "heartbeat_slots": more,
    "horizons_hours": either,
    "primary_horizon_hours": either,
    "lease.minutes": more,
    "lease.public_key": key,
    "state.branch": either,
    "state.author_name": free,
    "state.author_email": free,
    "state.push_tries": free,
    "state.push_seconds": free,
    "storage.events": either,
    "storage.ledger": either,
    "storage.engine": free,
    "storage.spark": either,
    "storage.keep_days": free,
    "storage.parquet_days": free,
    "events.future_seconds": more,
    "events.past_hours": more,
    "events.max_line_bytes": free,
    "costs.fee_bps": less,
    "costs.slippage_bps": less,
    "costs.venues": either,
    "schedules": free,
    "pull_requests.per_run": more,
    "pull_requests.open": more,
    "runner": free,
    "broker": either,
    "replay": free,
    "audit.public_key": key,
    "notifications.alerts": told,
    "notifications.lp_daily": free,
    "notifications.lp_weekly": free,
    "notifications.memo": free,
    "llm": free,
    "proposals": free,
}
AGENTS: Final[Mapping[str, Rule]] = {
    "agents.*": registers,
    "agents.*.stage": steps("shadow", "canary", "live"),
    "agents.*.strategy_class": either,
    "agents.*.entry_point": either,
    "agents.*.schedule": emptied,
    "agents.*.parent": either,
    "agents.*.owner": free,
    "agents.*.model": either,
    "agents.*.code": either,
    "agents.*.version": either,
    "agents.*.preserves": emptied,
    "agents.*.proposal": either,
    "agents.*.secrets": listed,
    "agents.*.timeout_seconds": free,
    "agents.*.memory_mb": free,
    "agents.*.max_weight": more,
}
KILL_LIST: Final[Mapping[str, Rule]] = {
    "all": on,
    "reason": free,
    "by": free,
    "agents.*": stops,
    "agents.*.reason": free,
    "agents.*.by": free,
    "strategy_classes.*": stops,
    "strategy_classes.*.reason": free,
    "strategy_classes.*.by": free,
}
REGIMES: Final[Mapping[str, Rule]] = {
    "caps.*": more,
    "unknown_cap": more,
    "unknown_within_last_known": on,
    "min_data_points": less,
    "window_hours": either,
    "majority": less,
    "market.high_daily_bps": more,
    "market.volatility_hours": either,
    "market.trend_hours": either,
    "market.trend_bps": either,
}
PROMOTION: Final[Mapping[str, Rule]] = {
    "alpha_days": either,
    "runs_days": either,
    "canary.rule": steps("evidence", "skip"),
    "canary.e_value": less,
    "canary.positive_sum": USE,
    "live.rule": steps("bh", "fdr", "gates"),
    "live.sup_e_value": less,
    "live.fdr": more,
    "live.bh_q": more,
    "gates.data_fresh": USE,
    "gates.*.use": USE,
    "gates.*.min": less,
    "gates.*.above": less,
    "gates.*.max": more,
    "gates.*.below": more,
    "gates.error_rate.confidence": less,
    "gates.cost_drift.recent_days": either,
    "gates.cost_drift.baseline_days": either,
    "minimum.*": less,
    "score": either,
    "evidence": either,
    "demotion.rule": steps("filter", "off"),
    "demotion.p_dead": more,
    "demotion.cusum.limit": more,
    "demotion.cusum.floor": either,
}
RETIREMENT: Final[Mapping[str, Rule]] = {
    "*.use": ACT,
    "futility.e_value": more,
    "futility.edge": less,
    "two_of_four.votes": more,
    "two_of_four.period_days": either,
    "two_of_four.alpha_periods": more,
    "two_of_four.confidence_decay_above": more,
    "two_of_four.cost_over_value_above": more,
    "two_of_four.mismatch_above": more,
    "two_of_four.mismatch_periods": more,
    "two_of_four.mismatch_min_trades": more,
    "two_of_four.hold_periods": more,
    "two_of_four.clear_periods": less,
    "strategy_class.deprecate_votes": more,
    "strategy_class.kill_votes": more,
    "strategy_class.min_trades": more,
    "points.*.points": less,
    "points.losing.min_runs": more,
    "points.*.pnl_below_bps": less,
    "points.errors.error_rate_above": more,
    "points.costly.cost_above_usd": more,
    "points.costly.pnl_at_most_bps": less,
    "points.retire_at": more,
    "points.watch_at": more,
    "kill.pnl_sum_below_bps": less,
    "kill.error_rate_above": more,
}
ALLOCATION: Final[Mapping[str, Rule]] = {
    "method": either,
    "temperature": less,
    "volatility_floor_bps": less,
    "canary_size": more,
    "caps.agent": more,
    "caps.strategy_class": more,
    "caps.symbol": more,
    "caps.strategy_classes.*": more,
    "caps.symbols.*": more,
    "quality.hit_base": either,
    "quality.max_error_rate": more,
    "quality.pnl_above_bps": less,
    "confidence.lookback": either,
    "confidence.recent": either,
    "confidence.lowest": more,
    "confidence.highest": more,
    "confidence.bad_below_bps": less,
    "confidence.bad_factor": more,
    "confidence.weak_below_bps": less,
    "confidence.weak_factor": more,
    "confidence.good_above_bps": less,
    "confidence.good_factor": more,
    "unknown_cvar_share": free,
}
RISK: Final[Mapping[str, Rule]] = {
    "MAX_DRAWDOWN_BPS": more,
    "AGENT_DD_BREACH_BPS": more,
    "PORTFOLIO_RISK_BUDGET_USD": more,
    "MAX_POSITION_USD": more,
    "haircut": more,
    "agent_position_usd.*": more,
    "daily_new_risk_usd": more,
    "local_stop_bps": more,
    "nav_usd": free,
    "risk_budget_pct": free,
    "rollback_lookback_days": less,
    "quarantine.agreement": more,
    "quarantine.min_common": more,
    "severity.stale_minutes": more,
    "severity.pnl_days": free,
    "severity.kill_hours": free,
    "forensics": free,
}
PRICES: Final[Mapping[str, Rule]] = {
    "venues": either,
    "interval": either,
    "quotes": either,
    "max_gap_minutes": more,
    "http": free,
    "unresolved": either,
    "cache_dir": either,
    "cache_days": free,
}
TABLES: Final[Mapping[str, Mapping[str, Rule]]] = {
    "governor": GOVERNOR,
    "agents": AGENTS,
    "kill_list": KILL_LIST,
    "regimes": REGIMES,
    "promotion": PROMOTION,
    "retirement": RETIREMENT,
    "allocation": ALLOCATION,
    "risk": RISK,
    "prices": PRICES,
}
RULES: Final[Mapping[Pattern, Rule]] = {
    (name, *pattern.split(".")): rule
    for name, table in TABLES.items()
    for pattern, rule in table.items()
}


def rule_for(path: Pattern) -> Rule | None:
    """Find the rule of a key, else that of the section it lies in; None: nobody thought of it."""
    for depth in range(len(path), 1, -1):
        found = (rule for pattern, rule in RULES.items() if _matches(pattern, path[:depth]))
        rule = next(found, None)
        if rule is not None and (depth == len(path) or rule in WHOLE):
            return rule
    return None


WHOLE: Final = (either, free)
"""Rules that hold for a section with all that is in it."""


def _matches(pattern: Pattern, path: Pattern) -> bool:
    pairs = zip(pattern, path, strict=False)
    return len(pattern) == len(path) and all(p in ("*", name) for p, name in pairs)
