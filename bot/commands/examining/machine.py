"""The machine: what the programs on it are, and what time it thinks it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.commands.examining.line import Line, defect, ok

PYTHON, GIT = (3, 11), (2, 38)


@dataclass(frozen=True, slots=True)
class Machine:
    """Versions as numbers; no numbers is no such program."""

    python: tuple[int, ...]
    git: tuple[int, ...]


def machine(found: Machine) -> Iterable[Line]:
    yield _version("python", found.python, PYTHON, "install Python 3.11 or newer")
    yield _version(
        "git", found.git, GIT, "install git 2.38 or newer: rollbacks merge without files"
    )


def _version(about: str, found: tuple[int, ...], least: tuple[int, ...], mend: str) -> Line:
    if not found:
        return defect(about, "it is not there", mend)
    shown = ".".join(map(str, found))
    return ok(about, shown) if found >= least else defect(about, f"{shown} is too old", mend)


def clock(here: datetime, there: datetime, tolerance: int) -> Line:
    """Hold our clock to the forge's; events from the future are refused, and leases end early."""
    apart = (here - there).total_seconds()
    if abs(apart) <= tolerance:
        return ok("clock", f"within {tolerance} s of the forge's")
    side = "ahead of" if apart > 0 else "behind"
    mend = "set the clock of this machine by NTP: timedatectl set-ntp true"
    return defect("clock", f"{abs(apart):,.0f} s {side} the forge's", mend)
