"""How long a refused push is tried again: pauses that double, with jitter, up to a limit."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Give up only after at least `tries` tries and `seconds` of pauses.

    The longest pause is short: whoever lost often must not come round less often than the others.
    `limit` bounds the whole where each try hangs; the `tries` are made all the same.
    """

    tries: int = 10
    seconds: float = 60.0
    first: float = 0.2
    longest: float = 1.0
    limit: float = 300.0
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    clock: Callable[[], float] = time.monotonic

    def attempts(self) -> Iterator[tuple[int, float]]:
        """Yield the number of each try and the pauses so far, after the pause that goes before."""
        began, paused, number = self.clock(), 0.0, 1
        yield number, paused
        while number < self.tries or (paused < self.seconds and self.clock() - began < self.limit):
            pause = self._pause(number)
            self.sleep(pause)
            paused, number = paused + pause, number + 1
            yield number, paused

    def _pause(self, number: int) -> float:
        """Between a half and the whole, so that equals part without anyone being in a hurry."""
        whole = min(self.longest, self.first * 2.0 ** min(number - 1, 32))
        return whole * (1 + self.chance()) / 2


class Turn:
    """Keeps one writer from taking every turn.

    Whoever starts again the moment its push is through is ahead of all others each time, and they
    would never get in. So it leaves the branch alone for about as long as a try takes.
    """

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._began = self._ended = self._took = 0.0

    def give_way(self) -> None:
        rested = self._patience.clock() - self._ended
        pause = self._took * (0.5 + self._patience.chance()) - rested
        if pause > 0:
            self._patience.sleep(pause)

    def begin(self) -> None:
        self._began = self._patience.clock()

    def end(self) -> None:
        self._ended = self._patience.clock()
        self._took = self._ended - self._began
