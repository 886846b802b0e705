"""Lineage: where each agent comes from. It tells a story; no evidence is ever inherited by it."""

from collections.abc import Mapping
from math import isfinite

from bot.decisions.facts import AgentFacts, Facts
from bot.decisions.families import BPS_DIGITS, families
from bot.decisions.regime import REGIMES
from bot.policy.risk import Risk
from bot.state.dated import unless_same
from bot.state.lineage import Lineage, Node
from bot.stats.measures import Measures
from bot.words.instant import render
from bot.words.stage import Stage


def lineage_document(
    before: Lineage,
    facts: Facts,
    stages: Mapping[str, Stage],
    risk: Risk,
    reasons: Mapping[str, str],
) -> Lineage:
    """`reasons` says by proposal why it was made; what was known once is kept."""
    at, least = render(facts.now), risk.forensics.min_trades
    nodes = {name: _left(node, at) for name, node in before.nodes.items()}
    for name, agent in facts.agents.items():
        known = before.nodes.get(name)
        parent = facts.agents.get(agent.parent or "")
        regime = edge_regime(parent.measures, least) if parent else None
        nodes[name] = _node(agent, facts, stages[name]).model_copy(
            update={
                "reason": reasons.get(agent.proposal) or (known.reason if known else ""),
                "first_seen": _first_seen(agent, known, at),
                "parent_regime": _kept(agent, known) or regime,
            }
        )
    ordered = dict(sorted(nodes.items()))
    after = Lineage(v=before.v, generated_at=at, nodes=ordered, families=families(ordered))
    return unless_same(before, after)


def edge_regime(parent: Measures, least: int) -> str | None:
    """Name the regime in which it gained most a trade; None where that is not clear."""
    means = {
        regime: one.net_bps / one.n
        for regime, one in parent.trades.regimes.items()
        if regime in REGIMES and one.n >= least and isfinite(one.net_bps)
    }
    best = max(means.values(), default=0.0)
    winners = [regime for regime, mean in means.items() if mean == best]
    return winners[0] if best > 0.0 and len(winners) == 1 else None


def _node(agent: AgentFacts, facts: Facts, stage: Stage) -> Node:
    state = facts.states.agent(agent.name)
    pnl = agent.measures.trades.pnl_sum_bps.value
    return Node(
        strategy_class=agent.strategy_class,
        parent=agent.parent,
        proposal=agent.proposal,
        fingerprint=agent.hypothesis.fingerprint or state.fingerprint,
        epoch=agent.hypothesis.epoch,
        stage=stage,
        pnl_sum_bps=None if pnl is None or not isfinite(pnl) else round(pnl, BPS_DIGITS) + 0.0,
    )


def _first_seen(agent: AgentFacts, known: Node | None, at: str) -> str:
    seen = render(agent.first_seen) if agent.first_seen else at
    return min(seen, known.first_seen) if known else seen


def _kept(agent: AgentFacts, known: Node | None) -> str | None:
    """Keep the regime of the time when it came; another parent is another story."""
    return known.parent_regime if known and known.parent == agent.parent else None


def _left(node: Node, at: str) -> Node:
    return node if node.left_at else node.model_copy(update={"left_at": at})
