"""What people did by the buttons, as the audit record has it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from bot.state.audit.entry import Entry, Kind
from bot.state.kill_switch import ALL

BUTTONS = ("kill", "pause", "mode", "revive", "release")


class HumanAct(NamedTuple):
    """`act` is the button; that of the mode has two, `mode shadow` and `mode live`."""

    at: datetime
    by: str
    act: str
    target: str
    reason: str


def acts_of(entries: Iterable[Entry]) -> list[HumanAct]:
    """Give the acts that stop somebody or let them go on, in order of the record."""
    found = (one for one in entries if one.kind is Kind.HUMAN and one.body.get("act") in BUTTONS)
    return [_act(one) for one in sorted(found, key=lambda one: one.seq)]


def _act(entry: Entry) -> HumanAct:
    said = {name: str(value) for name, value in entry.body.items()}
    act = f"mode {said['mode']}" if said["act"] == "mode" else said["act"]
    return HumanAct(entry.at, entry.actor, act, said.get("target", ALL), said.get("reason", ""))
