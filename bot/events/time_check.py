"""A line's own time against the receipt clock."""

from datetime import datetime, timedelta

from bot.events.fault import Fault, shown
from bot.events.tolerance import Intake
from bot.words import instant

LENGTH = len("2026-11-21T02:52:00.000Z")


def event_time(text: str, intake: Intake) -> str | Fault:
    try:
        moment, written = _read(text)
    except (ValueError, OverflowError) as error:
        return Fault("ts", shown(text), str(error))
    if intake.earliest <= moment <= intake.latest:
        return written
    return Fault("ts", shown(text), _outside(moment, intake))


def claimed_time(field: str, text: str) -> str | Fault:
    try:
        return _read(text)[1]
    except (ValueError, OverflowError) as error:
        return Fault(field, shown(text), str(error))


def _read(text: str) -> tuple[datetime, str]:
    if len(text) == LENGTH and text[10] == "T" and text[19] == "." and text[23] == "Z":
        return datetime.fromisoformat(text), text
    moment = instant.parse(text.upper())
    return moment, instant.render(moment)


def _outside(moment: datetime, intake: Intake) -> str:
    limits = intake.tolerance
    if moment > intake.latest:
        ahead = _span(moment - intake.now)
        return f"is {ahead} ahead of the receipt clock; at most {limits.future_seconds} s may be"
    age = _span(intake.now - moment)
    return f"is {age} old at receipt; at most {limits.past_hours} h are allowed"


def _span(length: timedelta) -> str:
    seconds = length.total_seconds()
    return f"{seconds:,.0f} s" if length < instant.HOUR else f"{seconds / 3600:,.1f} h"
