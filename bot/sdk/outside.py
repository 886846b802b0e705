"""The only place of this room that asks for the time, the environment, chance or a person's ear."""

import os
import sys
import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_ahead = timedelta()


def now() -> datetime:
    """Give the time in UTC, to the millisecond."""
    return EPOCH + timedelta(milliseconds=time.time_ns() // 1_000_000) + _ahead


def turn_clock(moment: datetime) -> None:
    """Take it to be this moment now: for a run that re-enacts another time, and for nobody else."""
    global _ahead  # noqa: PLW0603 - a process has one clock
    _ahead += moment - now()


def variable(name: str) -> str | None:
    """Read a variable; an empty one is as good as none."""
    return os.environ.get(name) or None  # noqa: TID251 - an agent's process is not Governor's


def unique(octets: int = 16) -> str:
    """Draw a name that no other process draws, also just after a fork."""
    return os.urandom(octets).hex()


def warn(text: str) -> None:
    """Tell a person; an agent whose standard error is closed must not fail for it."""
    try:
        sys.stderr.write(f"governor: {text}\n")
    except (AttributeError, OSError, ValueError):
        return
