"""governor release: end a pause, a quarantine or a breach's freeze, but never a kill."""

from bot.commands.human import Desk, reason_for, why
from bot.commands.lifting import Held, back_to_shadow, finish, lift, look, release_switch
from bot.commands.revive import DEAD
from bot.commands.targets import find_target
from bot.errors import Refused
from bot.state.holds import safest
from bot.state.tree import Operation
from bot.words.stage import Stage

# A breach that stops nobody is kept as a hold at live: until its release no agent rises.
RESTING = (Stage.PAUSED, Stage.QUARANTINED, Stage.LIVE)


def release(desk: Desk, target: str, reason: str) -> int:
    reason = reason_for("release", desk.witness, reason)
    found = look(desk.store.tree(), find_target(desk.policy, desk.store.tree(), target, "release"))
    _refuse_if_dead(found)
    label = found.target.label
    if not found.holds(RESTING):
        nothing = "is neither paused nor quarantined by that name; nothing changed"
        sentence = f"{found.target.subject} {nothing}."
        return finish(desk, found.target, "release", sentence, changed=False)
    lift(desk, found, RESTING, _acts(desk, found, reason), "release", reason)
    return finish(desk, found.target, "release", f"Released {label}.", changed=True)


def _acts(desk: Desk, found: Held, reason: str) -> list[Operation]:
    acts = list(release_switch(found, RESTING))
    in_lifecycle = any(hold.stage in RESTING for hold in found.agent.holds.values())
    return [*acts, back_to_shadow(desk, found, RESTING, reason)] if in_lifecycle else acts


def _refuse_if_dead(found: Held) -> None:
    dead = found.holds(DEAD)
    if dead:
        label, typed = found.target.label, found.target.typed
        raise Refused(
            f"Cannot release {label}: it is {safest(dead).stage}, {why(safest(dead))}. "
            f"Only `governor revive {typed}` lifts that."
        )
