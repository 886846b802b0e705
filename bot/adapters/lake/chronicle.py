"""A chronicle whose partitions may lie elsewhere: each step shows lines, as ever."""

from collections.abc import Iterable, Sequence

from bot.adapters.lake.columns import LINES, form_of, stem_of
from bot.adapters.lake.shelf import Shelf
from bot.adapters.lake.tree import LakeTree
from bot.policy.policy import Policy
from bot.ports.chronicle import Chronicle, Step


class LakeChronicle:
    def __init__(self, chronicle: Chronicle, shelf: Shelf) -> None:
        self._chronicle, self._shelf = chronicle, shelf

    def steps(self, *, archive: bool = False) -> Sequence[Step]:
        return [
            one._replace(after=LakeTree(one.after, self._shelf), changed=_shown(one.changed))
            for one in self._chronicle.steps(archive=archive)
        ]

    def policy(self, digest: str) -> Policy | None:
        return self._chronicle.policy(digest)


def _shown(changed: Iterable[str]) -> tuple[str, ...]:
    """Say which partitions changed, by whichever of their files."""
    shown = (stem_of(path) + LINES if form_of(path) else path for path in changed)
    return tuple(dict.fromkeys(shown))
