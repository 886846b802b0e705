"""Branches that were just written: GitHub may show for a moment what stood there before."""

from collections.abc import Callable

from bot.adapters.patience import Patience


class Sightings:
    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._replaced: dict[str, tuple[str | None, str | None]] = {}

    def wrote(self, branch: str, old: str | None, new: str | None) -> None:
        self._replaced[branch] = (old, new)

    def settled(self, branch: str, read: Callable[[], str | None]) -> str | None:
        """Read until the old place is no longer shown, for a while; then believe what is shown."""
        old, new = self._replaced.get(branch, ("", ""))
        seen = read()
        for turn in range(self._patience.tries):
            if seen != old or old == new:
                break
            self._patience.sleep(self._patience.pause(turn))
            seen = read()
        return seen
