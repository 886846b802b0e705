"""Tells people by mail what cannot wait until they look: once for each breach and standstill."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.commands.mailing import Mailroom, deliver
from bot.decisions.heartbeat import Stale
from bot.effects.mail.alert import breach_letter, stale_letter
from bot.effects.mail.letter import Letter
from bot.state.documents import load
from bot.state.report.report import REPORT


@dataclass(frozen=True, slots=True)
class Siren:
    """Where alarms are given; the room is opened only for one that somebody is to hear."""

    room: Callable[[], Mailroom]
    template: Callable[[], str]
    to: tuple[str, ...]


def alert_breach(siren: Siren) -> int:
    """Tell of a breach that stands; whoever was told already is not told again."""
    if not siren.to:
        return 0
    room = siren.room()
    meta = load(room.store.tree(), REPORT).meta
    breach = meta.breach if meta else None
    if breach is None or not breach.latched:
        return 0
    return _sound(room, breach_letter(breach, siren.template()), siren)


def alert_stale(siren: Siren, found: Stale) -> int:
    if not siren.to:
        return 0
    return _sound(siren.room(), stale_letter(found.since, found.text, siren.template()), siren)


def _sound(room: Mailroom, made: Letter, siren: Siren) -> int:
    delivery = deliver(room, made, siren.to)
    if delivery.sent:
        room.output.warn(f"Mailed: {made.subject}.")
    return 1 if delivery.missing else 0
