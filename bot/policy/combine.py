"""Where two say how daring to be, the safer one holds."""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite

from bot.policy.policy import Policy
from bot.words.problem import Problem
from bot.words.stage import Stage, safer

MODE = "TRADING_MODE"
MODES = ("shadow", "live")
LIMITS = {
    "MAX_DRAWDOWN_BPS": "max_drawdown_bps",
    "AGENT_DD_BREACH_BPS": "agent_dd_breach_bps",
    "PORTFOLIO_RISK_BUDGET_USD": "portfolio_risk_budget_usd",
    "MAX_POSITION_USD": "max_position_usd",
}
BUDGETS = ("PORTFOLIO_RISK_BUDGET_USD", "MAX_POSITION_USD")


def override_problems(overrides: Mapping[str, str]) -> tuple[Problem, ...]:
    """Say which environment variables make no sense; nothing may run on a guess."""
    found = ((name, text, _wrong(name, text)) for name, text in sorted(overrides.items()))
    return tuple(Problem("environment", None, name, text, why) for name, text, why in found if why)


def tighten(policy: Policy, overrides: Mapping[str, str]) -> Policy:
    """Apply environment variables without problems; a loosening one only leaves a notice."""
    risk = policy.risk
    notices = list(policy.notices)
    for name, attribute in LIMITS.items():
        written = getattr(risk, attribute)
        wanted = float(overrides.get(name, written))
        if wanted > written:
            notices.append(_ignored(name, f"{wanted:g}", f"{written:g}"))
        risk = risk.model_copy(update={attribute: min(wanted, written)})
    asked = _mode(overrides.get(MODE, "shadow"))
    if asked == "live" and policy.governor.mode == "shadow":
        notices.append(_ignored(MODE, "live", "shadow"))
    mode = "live" if asked == policy.governor.mode == "live" else "shadow"
    governor = policy.governor.model_copy(update={"mode": mode})
    return replace(policy, risk=risk, governor=governor, notices=tuple(notices))


def effective_stage(ceiling: Stage, machine: Stage, *, killed: bool) -> Stage:
    return Stage.KILLED if killed else safer(ceiling, machine)


def stage_of(policy: Policy, name: str, machine: Stage) -> Stage:
    """Give what an agent may do now; one that nobody registered is quarantined."""
    agent = policy.agents.by_name.get(name)
    strategy_class = agent.strategy_class if agent else ""
    killed = policy.kill_list.why(name, strategy_class) is not None
    ceiling = agent.stage if agent else Stage.QUARANTINED
    return effective_stage(ceiling, machine, killed=killed)


def _wrong(name: str, text: str) -> str:
    if name == MODE:
        return "" if _mode(text) in MODES else "must be shadow or live"
    if name not in LIMITS:
        return "is not a variable that can override policy"
    try:
        number = float(text)
    except ValueError:
        return "must be a number"
    if name in BUDGETS:
        return "" if isfinite(number) and number >= 0 else "must be a finite number, 0 or above"
    return "" if isfinite(number) and number > 0 else "must be a finite number above 0"


def _mode(text: str) -> str:
    return text.strip().lower()


def _ignored(name: str, wanted: str, written: str) -> str:
    return f"{name}={wanted} is looser than the policy's {written} and was ignored."
