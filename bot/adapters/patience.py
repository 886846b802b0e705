"""How long a refused push is tried again, and how writers in a crowd make room for each other."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

WHILE_OTHERS_GET_IN = 5
FREELY = 5  # half the tries of whoever may be losing to them: nobody gives up over so few


@dataclass(frozen=True, slots=True)
class Patience:
    """Give up after at least `tries` tries and `seconds` of pauses, or when all takes too long.

    As long as the pushes are lost to other writers the remote is well, and five times the pauses
    are worth it. `limit` ends it where each try hangs; the `tries` are made all the same. A writer
    that is known to be `alone` has nobody to make room for.
    """

    tries: int = 10
    seconds: float = 60.0
    first: float = 0.2
    longest: float = 4.0
    limit: float = 600.0
    alone: bool = False
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    clock: Callable[[], float] = time.monotonic

    def ends(self, tries: int, paused: float, elapsed: float, *, racing: bool) -> bool:
        enough = self.seconds * (WHILE_OTHERS_GET_IN if racing else 1)
        return tries >= self.tries and (paused >= enough or elapsed >= self.limit)

    def pause(self, level: int) -> float:
        """Between a half and the whole, so that equals part without anyone being in a hurry."""
        whole = min(self.longest, self.first * 2.0 ** min(level, 32))
        return whole * (1 + self.chance()) / 2


class Pace:
    """One writer's pace over all that it commits.

    Whoever starts again the moment its push is through, and in no hurry forgets how crowded it
    was, is ahead of the others each time: they would never get in. So a writer that has just
    written rests for about as long as a try takes, and keeps half of what it learned of the crowd.
    The few writes of a short run need no rest, as long as nobody was met.
    """

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self._crowd = self._written = 0
        self._began = self._ended = self._took = 0.0

    def attempts(self) -> Iterator[tuple[int, float, float]]:
        """Yield for each try its number, the pauses and the time so far; the caller ends it."""
        began, paused, tries = self.patience.clock(), 0.0, 1
        self._give_way()
        while True:
            self._began = self.patience.clock()
            yield tries, paused, self._began - began
            pause = self.patience.pause(self._crowd)
            self.patience.sleep(pause)
            self._crowd += 1
            paused, tries = paused + pause, tries + 1

    def arrived(self) -> None:
        self._ended = self.patience.clock()
        self._took = self._ended - self._began
        self._crowd //= 2
        self._written += 1

    def _give_way(self) -> None:
        is_short = self._written < FREELY and not self._crowd
        if is_short or not self._took or self.patience.alone:
            return
        rest = self._took * (0.5 + self.patience.chance())
        crowded = self.patience.pause(self._crowd) if self._crowd else 0.0
        pause = max(rest, crowded) - (self.patience.clock() - self._ended)
        if pause > 0:
            self.patience.sleep(pause)
