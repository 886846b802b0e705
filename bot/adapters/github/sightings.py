"""Branches that were just written: GitHub may show for a moment what stood there before."""


class Sightings:
    def __init__(self) -> None:
        self._replaced: dict[str, tuple[str | None, str | None]] = {}

    def wrote(self, branch: str, old: str | None, new: str | None) -> None:
        self._replaced[branch] = (old, new)

    def knows(self, branch: str) -> bool:
        """Tell whether it was written here, and stands."""
        return self._replaced.get(branch, (None, None))[1] is not None

    def is_late(self, branch: str, shown: str | None) -> bool:
        """Tell whether it shows what stood there before it was written."""
        old, new = self._replaced.get(branch, ("", ""))
        return shown == old != new
