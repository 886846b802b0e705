"""governor revive: lift a kill; an agent comes back in shadow and earns its way up anew.

A kill of a class or of the fleet says nothing about any one agent: each goes on where it was.
"""

from bot.commands.human import Desk, reason_for
from bot.commands.lifting import Held, back_to_shadow, finish, lift, look, release_switch
from bot.commands.targets import FLEET, Target, find_target
from bot.errors import Refused
from bot.policy.policy import Policy
from bot.state.tree import Operation
from bot.words.stage import Stage

DEAD = (Stage.KILLED, Stage.RETIRED)


def revive(desk: Desk, target: str, reason: str) -> int:
    reason = reason_for("revive", desk.witness, reason)
    found = look(desk.store.tree(), find_target(desk.policy, desk.store.tree(), target, "revive"))
    _heed_kill_list(desk.policy, found.target)
    label = found.target.label
    if not found.holds(DEAD):
        sentence = f"{found.target.subject} is not killed by that name; nothing changed."
        return finish(desk, found.target, "revive", sentence, changed=False)
    lift(desk, found, DEAD, _acts(desk, found, reason), "revive", reason)
    return finish(desk, found.target, "revive", f"Revived {label}.", changed=True)


def _acts(desk: Desk, found: Held, reason: str) -> list[Operation]:
    acts = list(release_switch(found, DEAD))
    return [*acts, back_to_shadow(desk, found, DEAD, reason)] if found.target.agent else acts


def _heed_kill_list(policy: Policy, target: Target) -> None:
    listed = policy.kill_list
    if target == FLEET:
        reason = f"everything is killed: {listed.reason}" if listed.all else None
    else:
        reason = listed.why(target.agent, target.strategy_class)
    if reason:
        raise Refused(
            f"Cannot revive {target.label}: policies/kill_list.yml says that {reason}. "
            "Its entries end only there: edit that file in a pull request."
        )
