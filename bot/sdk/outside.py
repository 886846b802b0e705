"""The only place of this room that asks what time it is, or what the environment says."""

import os
import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """Give the time in UTC, to the millisecond."""
    return EPOCH + timedelta(milliseconds=time.time_ns() // 1_000_000)


def variable(name: str) -> str | None:
    """Read a variable; an empty one is as good as none."""
    return os.environ.get(name) or None  # noqa: TID251 - an agent's process is not Governor's
