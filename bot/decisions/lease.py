"""The lease: who may trade how much until when. Where data is not to be trusted it runs out."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal, TypeAlias

from bot.decisions.after import stages_after
from bot.decisions.facts import Facts
from bot.decisions.fresh import data_fresh
from bot.decisions.granted import budget_of, caps_of, leased_agents
from bot.decisions.judgement import Judgement
from bot.decisions.killed import kept_in_shadow, killed, together
from bot.decisions.regime import RegimeCall
from bot.decisions.weights import Allocation
from bot.policy.policy import Policy
from bot.state.lease import Killed, Lease, LeasedAgent
from bot.words.instant import render
from bot.words.stage import RANK, Stage

Mode: TypeAlias = Literal["shadow", "live"]


def next_lease(
    before: Lease,
    policy: Policy,
    facts: Facts,
    judgement: Judgement,
    call: RegimeCall,
    allocation: Allocation,
    *,
    newest: bool = True,
) -> Lease:
    """Give the lease that stands after this look: a new one, or what is left of the old one.

    A slot that is only caught up lets nobody trade any longer.
    """
    new = renewed(before, policy, facts, judgement, call, allocation)
    if new is not None and newest:
        return new
    stages = stages_after(facts, judgement)
    kills = killed(policy.kill_list, facts, judgement, stages)
    in_shadow = _mode(policy, facts) == "shadow"
    return narrowed(before, kills, stages, in_shadow=in_shadow)


def renewed(
    before: Lease,
    policy: Policy,
    facts: Facts,
    judgement: Judgement,
    call: RegimeCall,
    allocation: Allocation,
    *,
    unreadable: Sequence[str] = (),
) -> Lease | None:
    """Give the next lease; None where prices are stale or a file of the state is unreadable."""
    if unreadable or not data_fresh(facts.market.newest_price, facts.now, policy.risk).passed:
        return None
    stages = stages_after(facts, judgement)
    return Lease(
        mode=_mode(policy, facts),
        generated_at=render(facts.now),
        valid_until=render(facts.now + timedelta(minutes=policy.governor.lease.minutes)),
        sequence=before.sequence + 1,
        policy_digest=policy.digest,
        killed=killed(policy.kill_list, facts, judgement, stages),
        agents=leased_agents(policy, facts, allocation, stages),
        caps=caps_of(policy, facts, call, allocation),
        budget=budget_of(policy.risk),
    )


def narrowed(
    before: Lease,
    kills: Killed,
    stages: Mapping[str, Stage] | None = None,
    *,
    in_shadow: bool = False,
) -> Lease:
    """Take out of a lease who was stopped since, and the weight of whoever was lowered.

    It is the same one where nobody was.
    It lasts no longer than before: a stop must bite also while leases are not renewed.
    """
    everything = together(before.killed, kills)
    kept = {name: one for name, one in before.agents.items() if _lives(name, one, everything)}
    if stages is not None:
        kept = {name: _lowered(one, stages[name]) for name, one in kept.items() if name in stages}
    mode: Mode = "shadow" if in_shadow else before.mode
    after = before.model_copy(update={"killed": everything, "agents": kept, "mode": mode})
    if after == before:
        return before
    return after.model_copy(update={"sequence": before.sequence + 1, "signature": ""})


def _lives(name: str, agent: LeasedAgent, kills: Killed) -> bool:
    stopped = name in kills.agents or agent.strategy_class in kills.strategy_classes
    return not kills.all and not stopped


def _lowered(agent: LeasedAgent, stage: Stage) -> LeasedAgent:
    """Leave nothing to trade with to whoever no longer stands where the weight was granted."""
    if RANK[stage] >= RANK[agent.stage]:
        return agent
    return agent.model_copy(update={"stage": stage, "weight": 0.0})


def _mode(policy: Policy, facts: Facts) -> Mode:
    live = policy.governor.mode == "live" and not kept_in_shadow(facts.switches)
    return "live" if live else "shadow"
