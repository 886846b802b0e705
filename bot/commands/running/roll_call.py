"""Who runs now, and why the others do not; asked before anything of an agent is touched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.commands.human import why
from bot.errors import BadUsage
from bot.policy.agents import Agent
from bot.policy.combine import stage_of
from bot.policy.policy import Policy
from bot.policy.reason import did_you_mean
from bot.state.agents import AGENTS
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH
from bot.state.slots import due, upcoming, watermark
from bot.state.standing import standing
from bot.state.tree import Tree
from bot.words import instant
from bot.words.stage import MAY_RUN, Stage

ELSEWHERE = "runs elsewhere: it has no entry_point"
BY_HAND = "has no schedule: run it with --agent"
NO_CODE = "its code is not all there; see agents.{}.code in policies/agents.yml"


@dataclass(frozen=True, slots=True)
class Call:
    """One agent as it is called; `slot` is the newest due one, if any, and `refusal` says why not.

    `fingerprint` is that of the code that would run.
    """

    agent: Agent
    stage: Stage
    slot: datetime | None
    fingerprint: str
    refusal: str


def job_of(name: str) -> str:
    return f"agent:{name}"


def roll_call(
    policy: Policy, tree: Tree, fingerprints: Mapping[str, str], now: datetime, only: str = ""
) -> tuple[Call, ...]:
    """Call every registered agent, or `only` one, due or not; no call lifts a kill."""
    names = policy.agents.by_name
    if only and only not in names:
        hint = did_you_mean(only, names)
        raise BadUsage(f"Cannot run {only!r}: policies/agents.yml has no agent of this name{hint}.")
    chosen = [names[only]] if only else policy.agents.agents
    return tuple(
        _call(policy, tree, agent, fingerprints, now, asked=bool(only)) for agent in chosen
    )


def barred(policy: Policy, tree: Tree, agent: Agent) -> str:
    """Say what forbids an agent to run; empty where nothing does."""
    stage, reason = _stage(policy, tree, agent)
    return "" if stage in MAY_RUN else f"{stage}: {reason}"


def _call(
    policy: Policy,
    tree: Tree,
    agent: Agent,
    fingerprints: Mapping[str, str],
    now: datetime,
    *,
    asked: bool,
) -> Call:
    stage, reason = _stage(policy, tree, agent)
    slot = _newest_due(tree, agent, now)
    own = fingerprints.get(agent.name, "")
    if not agent.entry_point:
        refusal = ELSEWHERE
    elif stage not in MAY_RUN:
        refusal = f"{stage}: {reason}"
    elif agent.code and not own:
        refusal = NO_CODE.format(agent.name)
    else:
        refusal = "" if asked or slot else _not_due(agent, now)
    return Call(agent, stage, slot, own, refusal)


def _stage(policy: Policy, tree: Tree, agent: Agent) -> tuple[Stage, str]:
    """Give what the agent may do and who says so: people's files, then the machine's memory."""
    agents, switches = load(tree, AGENTS), load(tree, KILL_SWITCH)
    hold = standing(agents, switches, agent.name, agent.strategy_class)
    listed = policy.kill_list.why(agent.name, agent.strategy_class)
    return stage_of(policy, agent.name, hold.stage), listed or why(hold)


def _newest_due(tree: Tree, agent: Agent, now: datetime) -> datetime | None:
    if not agent.schedule:
        return None
    waiting = due(agent.schedule, watermark(tree, job_of(agent.name)), now, bound=1)
    return waiting.due[-1] if waiting.due else None


def _not_due(agent: Agent, now: datetime) -> str:
    if not agent.schedule:
        return BY_HAND
    then = upcoming(agent.schedule, now)
    return f"not due before {instant.render(then)}" if then else "never due"
