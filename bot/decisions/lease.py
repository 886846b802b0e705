"""The lease: who may trade how much until when. Where data is not to be trusted it runs out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

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


def next_lease(
    before: Lease,
    policy: Policy,
    facts: Facts,
    judgement: Judgement,
    call: RegimeCall,
    allocation: Allocation,
    *,
    unreadable: Sequence[str] = (),
) -> Lease:
    """Give the lease that stands after this look: a new one, or the old one without the killed."""
    new = renewed(before, policy, facts, judgement, call, allocation, unreadable=unreadable)
    if new is not None:
        return new
    stages = stages_after(facts, judgement)
    kills = killed(policy.kill_list, facts, judgement, stages)
    return narrowed(before, kills, in_shadow=kept_in_shadow(facts.switches))


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


def narrowed(before: Lease, kills: Killed, *, in_shadow: bool = False) -> Lease:
    """Take out of a lease what was stopped since; it is the same one where it says so already.

    It lasts no longer than before: a stop must bite also while leases are not renewed.
    """
    everything = together(before.killed, kills)
    mode = "shadow" if in_shadow else before.mode
    if (everything, mode) == (before.killed, before.mode):
        return before
    kept = {name: one for name, one in before.agents.items() if _lives(name, one, everything)}
    update = {"sequence": before.sequence + 1, "mode": mode, "killed": everything, "agents": kept}
    return before.model_copy(update={**update, "signature": ""})


def _lives(name: str, agent: LeasedAgent, kills: Killed) -> bool:
    stopped = name in kills.agents or agent.strategy_class in kills.strategy_classes
    return not kills.all and not stopped


def _mode(policy: Policy, facts: Facts) -> Literal["shadow", "live"]:
    live = policy.governor.mode == "live" and not kept_in_shadow(facts.switches)
    return "live" if live else "shadow"
