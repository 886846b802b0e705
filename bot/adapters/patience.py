"""How long a refused push is tried again: pauses that double, with jitter, up to a limit."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Give up only after at least `tries` tries and `seconds` of waiting."""

    tries: int = 10
    seconds: float = 60.0
    first: float = 0.2
    longest: float = 2.0
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def attempts(self) -> Iterator[tuple[int, float]]:
        """Yield the number of each try and the time waited, after the pause that goes before."""
        waited, number = 0.0, 1
        yield number, waited
        while number < self.tries or waited < self.seconds:
            pause = self._pause(number)
            self.sleep(pause)
            waited, number = waited + pause, number + 1
            yield number, waited

    def _pause(self, number: int) -> float:
        """Between a half and the whole, so that equals part without anyone being in a hurry."""
        whole = min(self.longest, self.first * 2.0 ** min(number - 1, 32))
        return whole * (1 + self.chance()) / 2
