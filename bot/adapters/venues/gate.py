"""When a host may be asked: one gate for all threads of a run."""

from dataclasses import replace
from threading import Lock

from bot.adapters.venues.nature import Nature
from bot.ports.venue import Unavailable


class Gate:
    """A held gate makes everybody wait; a shut one answers in the host's place."""

    def __init__(self, nature: Nature) -> None:
        self._nature = nature
        self._lock = Lock()
        self._held_until_ms = 0
        self._shut: Unavailable | None = None

    def hold(self, until_ms: int) -> None:
        with self._lock:
            self._held_until_ms = max(self._held_until_ms, until_ms)

    def shut(self, why: Unavailable) -> Unavailable:
        """Send nothing more until the time it names; for the rest of the run if it names none."""
        with self._lock:
            self._shut = replace(why, requests=0)
        return why

    def refusal(self) -> Unavailable | None:
        with self._lock:
            shut = self._shut
            if shut and shut.retry_at_ms and self._nature.clock_ms() >= shut.retry_at_ms:
                self._shut = None
            return self._shut

    def enter(self) -> Unavailable | None:
        """Wait for as long as the host asks; what it was shut with meanwhile is the answer."""
        while not (shut := self.refusal()):
            left_ms = self._left_ms()
            if left_ms <= 0:
                return None
            self._nature.sleep(left_ms / 1000)
        return shut

    def _left_ms(self) -> int:
        with self._lock:
            return self._held_until_ms - self._nature.clock_ms()
