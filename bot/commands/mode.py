"""governor mode: keep the whole fleet in shadow, or let it trade again as far as policies allow."""

from bot.commands.human import Desk, commit, held, reason_for, tell
from bot.commands.leasing import narrow
from bot.commands.lifting import look, release_switch
from bot.commands.targets import FLEET
from bot.errors import BadUsage, Refused
from bot.state.kill_switch import ThrowSwitch
from bot.words.stage import Stage
from bot.words.text import printable

CAUSE = "human-mode"
SHADOW, LIVE = "shadow", "live"
LIMIT = (Stage.SHADOW,)
SHOWN = 40


def mode(desk: Desk, wanted: str, reason: str) -> int:
    if wanted not in (SHADOW, LIVE):
        raise BadUsage(
            f"Cannot set the mode to {printable(wanted, SHOWN)!r}: choose shadow or live."
        )
    reason = reason_for("set the mode", desk.witness, reason)
    return _shadow(desk, reason) if wanted == SHADOW else _live(desk, reason)


def _shadow(desk: Desk, reason: str) -> int:
    known = look(desk.store.tree(), FLEET).switch.holds.get(CAUSE)
    witness = desk.witness
    throw = ThrowSwitch(FLEET.switch, Stage.SHADOW, CAUSE, witness.at, reason, witness.actor)
    body = {"mode": SHADOW, "reason": reason}
    changed = known is None and commit(desk, [throw], "mode", SHADOW, body)
    kept = "agents may run, but none trades until `governor mode live`"
    said = f"The mode is shadow: {kept}. {narrow(desk.store, desk.sign)}".strip()
    return _finish(desk, SHADOW, said, changed=changed)


def _live(desk: Desk, reason: str) -> int:
    if desk.policy.governor.mode != LIVE:
        raise Refused(
            "Cannot set the mode to live: policies/governor.yml says `mode: shadow`. "
            "Change that in a pull request; a button may only be safer than the policies."
        )
    found = look(desk.store.tree(), FLEET)
    limits, acts = found.holds(LIMIT), list(release_switch(found, LIMIT))
    body = {"mode": LIVE, "reason": reason, "lifts": held(limits)}
    changed = bool(limits) and commit(desk, acts, "mode", LIVE, body)
    if look(desk.store.tree(), FLEET).holds(LIMIT):
        raise Refused(
            "Cannot set the mode to live: it was set to shadow again meanwhile. "
            "Look at why, and repeat if you still want to."
        )
    allowed = "agents may trade as far as their stages and the next lease allow"
    return _finish(desk, LIVE, f"The mode is live: {allowed}.", changed=changed)


def _finish(desk: Desk, wanted: str, sentence: str, *, changed: bool) -> int:
    again = "" if changed else " It was so already; nothing changed."
    tell(desk, f"{sentence}{again}", {"act": "mode", "mode": wanted, "changed": changed})
    return 0
