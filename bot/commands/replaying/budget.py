"""How long a replay may take on a clock that is handed in; reading counts as much as deciding."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from bot.decisions.replaying.beside import GoOn
from bot.errors import OutOfTime

T = TypeVar("T")


@dataclass(slots=True)
class Budget:
    """Seconds that count from the first time it is asked."""

    elapsed: Callable[[], float]
    seconds: float
    _begun: float | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether nobody has asked it yet."""
        return self._begun is None

    def has_time(self) -> bool:
        now = self.elapsed()
        if self._begun is None:
            self._begun = now
        return now - self._begun < self.seconds


def while_time(each: Iterable[T], go_on: GoOn) -> Iterator[T]:
    """Give one after the other; what cannot be read whole is not read."""
    for one in each:
        if not go_on():
            raise OutOfTime("read the history")
        yield one
