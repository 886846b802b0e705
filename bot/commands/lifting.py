"""Revive and release: lift some of the holds on a target, as far as the person has seen them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.commands.human import Desk, commit, held, tell, why
from bot.commands.targets import Target
from bot.errors import Refused
from bot.policy.combine import stage_of
from bot.state.agents import AGENTS, Agent
from bot.state.documents import load
from bot.state.holds import Hold, safest
from bot.state.kill_switch import KILL_SWITCH, ReleaseSwitch, Switch
from bot.state.lifecycle import RaiseStage
from bot.state.standing import standing
from bot.state.tree import Operation, Tree
from bot.words.stage import MAY_RUN, Stage


@dataclass(frozen=True, slots=True)
class Held:
    """What lies on a target by its own name, not by its class or the fleet."""

    target: Target
    switch: Switch
    agent: Agent

    def holds(self, stages: Collection[Stage]) -> list[Hold]:
        both = [*self.switch.holds.values(), *self.agent.holds.values()]
        return [hold for hold in both if hold.stage in stages]


def look(tree: Tree, target: Target) -> Held:
    switch = load(tree, KILL_SWITCH).switch(target.switch)
    agent = load(tree, AGENTS).agent(target.agent) if target.agent else Agent()
    return Held(target, switch, agent)


def release_switch(found: Held, stages: Sequence[Stage]) -> Iterator[Operation]:
    if any(hold.stage in stages for hold in found.switch.holds.values()):
        yield ReleaseSwitch(found.target.switch, found.switch.next_sequence, tuple(stages))


def back_to_shadow(desk: Desk, found: Held, stages: Sequence[Stage], reason: str) -> Operation:
    witness = desk.witness
    return RaiseStage(
        found.target.agent,
        Stage.SHADOW,
        found.agent.next_sequence,
        witness.at,
        reason,
        witness.actor,
        tuple(stages),
    )


def lift(
    desk: Desk,
    found: Held,
    stages: Sequence[Stage],
    acts: Sequence[Operation],
    act: str,
    reason: str,
) -> None:
    """Commit the acts, and refuse where a hold was added since the person looked."""
    lifted = held(found.holds(stages))
    body = {"target": found.target.switch, "reason": reason, "lifts": lifted}
    commit(desk, acts, act, found.target.typed, body)
    left = look(desk.store.tree(), found.target).holds(stages)
    if left:
        raise Refused(
            f"Cannot {act} {found.target.label}: it was stopped again meanwhile, "
            f"{why(safest(left))}. Look at that, and repeat if you still want to."
        )


def finish(desk: Desk, target: Target, act: str, sentence: str, *, changed: bool) -> int:
    now = _standing(desk, target) if target.agent and changed else ""
    tell(desk, f"{sentence}{now}", {"act": act, "target": target.switch, "changed": changed})
    return 0


def _standing(desk: Desk, target: Target) -> str:
    """Say what the agent may do now, by the machine and by the policies."""
    tree = desk.store.tree()
    agents, switches = load(tree, AGENTS), load(tree, KILL_SWITCH)
    machine = standing(agents, switches, target.agent, target.strategy_class)
    allowed = stage_of(desk.policy, target.agent, machine.stage)
    if allowed not in MAY_RUN:
        cause = why(machine) if machine.stage is allowed else "by the policies"
        return f" It still may not run: it is {allowed}, {cause}."
    return f" Its stage is now {allowed}."
