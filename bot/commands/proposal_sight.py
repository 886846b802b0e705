"""What proposals are held against, read from the state; and what became of the accepted ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.effects.proposals.kin import Records, kin_of
from bot.effects.proposals.refusing import Sight, refusals
from bot.policy.policy import Policy
from bot.state.agents import AGENTS
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH
from bot.state.lineage import LINEAGE
from bot.state.proposals import Proposal, Proposals
from bot.state.report.report import REPORT
from bot.state.strategies import STRATEGIES
from bot.state.tree import Tree


@dataclass(frozen=True, slots=True)
class Fate:
    """Of accepted ones, by id: who joined, whatever became of them, and why others may not."""

    joined: frozenset[str]
    unfit: Mapping[str, tuple[str, ...]]


def sight_of(policy: Policy, tree: Tree, others: Sequence[Proposal]) -> Sight:
    records = Records(
        load(tree, AGENTS),
        load(tree, KILL_SWITCH),
        load(tree, LINEAGE).nodes,
        load(tree, STRATEGIES),
    )
    return Sight(policy, load(tree, REPORT), kin_of(policy, records), others)


def fate_of(policy: Policy, tree: Tree, proposals: Proposals) -> Fate:
    accepted = proposals.having("accepted")
    if not accepted:
        return Fate(frozenset(), {})
    sight = sight_of(policy, tree, accepted)
    joined = frozenset(one.id for one in accepted if one.name in sight.kin.stages)
    waiting = ((one.id, one.idea) for one in accepted if one.id not in joined)
    return Fate(joined, {key: refusals(idea, sight) for key, idea in waiting if idea})
