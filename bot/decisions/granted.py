"""What a lease grants: to whom, within which caps, out of which budget."""

from collections.abc import Mapping
from math import isfinite

from bot.decisions.facts import AgentFacts, Facts
from bot.decisions.regime import RegimeCall
from bot.decisions.spread import symbol_caps
from bot.decisions.weights import Allocation
from bot.policy.policy import Policy
from bot.policy.risk import Risk
from bot.state.lease import Budget, Caps, LeasedAgent
from bot.words.stage import MAY_RUN, MAY_TRADE, Stage

WHOLE = 1.0


def leased_agents(
    policy: Policy, facts: Facts, allocation: Allocation, stages: Mapping[str, Stage]
) -> dict[str, LeasedAgent]:
    """List who may run; who may not trade has no weight, and its router notes what it would do."""
    return {
        name: LeasedAgent(
            strategy_class=agent.strategy_class,
            stage=stages[name],
            weight=allocation.weights[name].in_force if stages[name] in MAY_TRADE else 0.0,
            confidence=_confidence(agent),
            haircut=_haircut(agent, policy.risk),
            position_usd=policy.risk.position_usd(name),
        )
        for name, agent in sorted(facts.agents.items())
        if stages[name] in MAY_RUN
    }


def _confidence(agent: AgentFacts) -> float:
    multiplier = agent.measures.confidence.multiplier
    return multiplier if isfinite(multiplier) else 0.0


def _haircut(agent: AgentFacts, risk: Risk) -> float:
    """Cut the tickets of one that fell far, and of one of which that is not known."""
    fell = agent.measures.path.drawdown_bps.value
    small = fell is not None and fell < risk.agent_dd_breach_bps
    return WHOLE if small else risk.haircut


def caps_of(policy: Policy, facts: Facts, call: RegimeCall, allocation: Allocation) -> Caps:
    caps = policy.allocation.caps
    traded = {symbol for one in facts.agents.values() for symbol in one.measures.trades.symbols}
    return Caps(
        regime=call.regime,
        gross=allocation.cap,
        symbol=caps.symbol,
        symbols=symbol_caps(caps, traded),
    )


def budget_of(risk: Risk) -> Budget:
    return Budget(
        portfolio_usd=risk.portfolio_risk_budget_usd,
        max_position_usd=risk.max_position_usd,
        daily_new_risk_usd=risk.daily_new_risk_usd,
        local_stop_bps=risk.local_stop_bps,
    )
