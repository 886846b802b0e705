"""Who may run, and who may trade, judged by what was just read of the lease and the kill list."""

from dataclasses import dataclass
from datetime import datetime

from bot.sdk.kill_list import KillList
from bot.sdk.lease import MAY_RUN, MAY_TRADE, Lease, LeasedAgent
from bot.sdk.refusal import Code, Leave, Refusal


@dataclass(frozen=True, slots=True)
class Sight:
    """The lease is one that can be trusted, though it may be out of its time; or a refusal."""

    kills: KillList | Refusal
    lease: Lease | Refusal


def may_run(sight: Sight, agent: str, strategy_class: str) -> Leave:
    """Let nobody run whom a list names, however old it is, and nobody when a list is unknown."""
    if isinstance(sight.kills, Refusal):
        return sight.kills
    if stopped := sight.kills.stops(agent, strategy_class):
        return _killed(agent, stopped, "the kill list")
    if isinstance(sight.lease, Refusal):
        return sight.lease
    if stopped := sight.lease.stops(agent, strategy_class):
        return _killed(agent, stopped, "the lease")
    entry = sight.lease.agents.get(agent)
    if entry and entry.stage not in MAY_RUN:
        return Refusal(Code.STAGE, f"Cannot run {agent}: its stage is {entry.stage}.")
    return True


def leased(
    sight: Sight, agent: str, strategy_class: str, now: datetime
) -> tuple[Lease, LeasedAgent] | Refusal:
    """Give what the lease grants an agent now, in the shadow or live."""
    if not (leave := may_run(sight, agent, strategy_class)):
        return leave
    lease = timely(sight, now)
    if isinstance(lease, Refusal):
        return lease
    entry = lease.agents.get(agent)
    if entry is None:
        return _unlisted(agent, "the lease does not name it; see its stage with Governor")
    if entry.strategy_class != strategy_class:
        what = f"it says it is {strategy_class} and the lease says {entry.strategy_class}"
        return _unlisted(agent, f"{what}; correct the agent or policies/agents.yml")
    return lease, entry


def live_market(sight: Sight, now: datetime, *, told_live: bool) -> Leave:
    """Say whether anybody at all may trade live now."""
    lease = _unstopped(sight) and timely(sight, now)
    if isinstance(lease, Refusal):
        return lease
    if lease.mode != "live":
        return Refusal(Code.LEASE_SHADOW, "Cannot trade live: the lease is a shadow lease.")
    if not told_live:
        return Refusal(
            Code.MODE_SHADOW,
            "Cannot trade live: this process is in the shadow; set TRADING_MODE=live if it should.",
        )
    return True


def may_trade(
    sight: Sight, agent: str, strategy_class: str, now: datetime, *, told_live: bool
) -> Leave:
    granted = leased(sight, agent, strategy_class, now)
    if isinstance(granted, Refusal):
        return granted
    if not (leave := live_market(sight, now, told_live=told_live)):
        return leave
    return trading_stage(agent, granted[1])


def trading_stage(agent: str, entry: LeasedAgent) -> Leave:
    if entry.stage not in MAY_TRADE:
        return Refusal(Code.STAGE, f"Cannot trade live with {agent}: its stage is {entry.stage}.")
    return True


def timely(sight: Sight, now: datetime) -> Lease | Refusal:
    if isinstance(sight.lease, Refusal):
        return sight.lease
    return sight.lease.timely(now) and sight.lease


def _unstopped(sight: Sight) -> Leave:
    for found, name in ((sight.kills, "kill list"), (sight.lease, "lease")):
        if isinstance(found, Refusal):
            return found
        if found.everything:
            return Refusal(Code.KILLED, f"Cannot trade live: the {name} stops everything.")
    return True


def _killed(agent: str, what: str, where: str) -> Refusal:
    return Refusal(Code.KILLED, f"Cannot run {agent}: {where} stops {what}.")


def _unlisted(agent: str, reason: str) -> Refusal:
    return Refusal(Code.NOT_LISTED, f"Cannot trade with {agent}: {reason}.")
