"""Time and chance as the venues need them, given to them so that tests wait for nothing."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass


def _clock_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Nature:
    clock_ms: Callable[[], int] = _clock_ms
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random  # in [0, 1)
