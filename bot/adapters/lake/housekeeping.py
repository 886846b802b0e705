"""Which partitions are worth writing anew, and which objects nothing names any more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from bot.adapters.lake import parquet
from bot.adapters.lake.columns import LINES, PARQUET, PARTS, Form, form_of, stem_of
from bot.adapters.lake.objects import Stored
from bot.adapters.lake.pressing import Press, is_scattered, packed_of, parts, plain_lines
from bot.adapters.lake.shelf import NOBODY, Shelf
from bot.adapters.lake.tree import LakeTree
from bot.errors import CorruptState
from bot.ports.partitions import Due, Orphan
from bot.state.tree import Tree

SMALL = 128_000  # bytes of a day's lines: it would gain a few kB, looked for again every time


class LakeHouse:
    """`places` are those where policy has parts written; older ones may name others.

    Of a copy of a state, which may be an old one, no object is put or removed.
    """

    def __init__(self, shelf: Shelf, places: Iterable[str], *, is_copy: bool = False) -> None:
        self._shelf, self._is_copy = shelf, is_copy
        self._places = {place for place in places if place}

    def due(self, tree: Tree, files_before: str, parts_before: str) -> Sequence[Due]:
        scattered = () if self._is_copy else self._scattered(tree, parts_before)
        return [*scattered, *_plain(tree, files_before)]

    def press(self, due: Sequence[Due]) -> Press:
        return Press(tuple(one.path for one in due), self._shelf)

    def orphans(self, tree: Tree, now: datetime, grace: timedelta) -> Sequence[Orphan]:
        if self._is_copy:
            return ()
        named = [part for path in _paths(tree, PARTS) for part in parts(tree, path)]
        known = {(part.place, part.name) for part in named}
        found: dict[str, list[tuple[str, Stored]]] = defaultdict(list)
        for place in sorted(self._places | {part.place for part in named}):
            stored = self._shelf.stored(place)
            own = [one for one in stored if _is_own(one.name, self._shelf.owner)]
            before = _before(stored, now, grace)
            young = {_partition(one.name) for one in own if one.at >= before}
            for one in own:
                if _partition(one.name) not in young and (place, one.name) not in known:
                    found[_path(one.name)].append((place, one))
        return [one for path in sorted(found) for one in self._weighed(tree, path, found[path])]

    def drop(self, orphans: Sequence[Orphan]) -> None:
        for one in orphans:
            if one.spare:
                self._shelf.drop(one.place, one.name)

    def _weighed(
        self, tree: Tree, path: str, found: Sequence[tuple[str, Stored]]
    ) -> Iterator[Orphan]:
        """Hold the lines of each against those that the state has of the same day."""
        kept = frozenset(LakeTree(tree, self._shelf).lines(path))
        names = [(place, one.name) for place, one in found]
        held = self._shelf.looked_at(names, lambda data: _is_within(data, path, kept))
        for (place, one), spare in zip(found, held, strict=True):
            yield Orphan(place, one.name, one.size, spare)

    def _scattered(self, tree: Tree, before: str) -> Iterator[Due]:
        for path, form in _days(tree, PARTS, before):
            if is_scattered(tree, path):
                known, lines = parts(tree, path), list(LakeTree(tree, self._shelf).lines(path))
                data = packed_of(lines, form).data
                size = sum(part.bytes for part in known) + _size(tree, path)
                yield Due(path, len(lines), len(known), size, len(data))


def _plain(tree: Tree, before: str) -> Iterator[Due]:
    in_parts = {stem_of(path) for path in _paths(tree, PARTS)}
    found = list(_days(tree, LINES, before))
    tree.bring(path for path, _ in found)
    for path, form in found:
        size = _size(tree, path)
        if stem_of(path) in in_parts or (size < SMALL and not _is_packed(tree, path)):
            continue
        packed = packed_of(plain_lines(tree, path, form), form)
        if packed.pays:
            yield Due(path, len(packed.lines), 0, size, len(packed.data))


def _is_packed(tree: Tree, path: str) -> bool:
    return tree.read(stem_of(path) + PARQUET) is not None


def _days(tree: Tree, ending: str, before: str) -> Iterator[tuple[str, Form]]:
    for path in _paths(tree, ending):
        form, stem = form_of(path), stem_of(path)
        if form is not None and stem.rpartition("/")[2] < before:
            yield stem + LINES, form


def _paths(tree: Tree, ending: str) -> list[str]:
    folders = ("state/events/", "state/ledger/")
    found = (path for folder in folders for path in tree.names(folder))
    return [path for path in found if path.endswith(ending) and form_of(path)]


def _size(tree: Tree, path: str) -> int:
    """Add up what of a partition lies in the state itself."""
    stem = stem_of(path)
    return sum(len(tree.read(stem + end) or b"") for end in (PARQUET, LINES))


def _partition(name: str) -> str:
    """Name the day of an object; what took its place there is as young as it is forgotten."""
    return name.rpartition("/")[0]


def places_named(tree: Tree) -> frozenset[str]:
    """Say where parts of any partition lie; the tree shows files as they are stored."""
    listed = _paths(tree, PARTS)
    tree.bring(listed)
    return frozenset(part.place for path in listed for part in parts(tree, path))


def packed_days(tree: Tree) -> Sequence[str]:
    """List the days that lie in the state as Parquet; the tree shows files as they are stored."""
    return _paths(tree, PARQUET)


def _before(stored: Sequence[Stored], now: datetime, grace: timedelta) -> datetime:
    """Count by the store's own time too.

    A clock that is ahead must not remove a part that somebody is about to name.
    """
    return min(now, max((one.at for one in stored), default=now)) - grace


def _is_own(name: str, owner: str) -> bool:
    """Let be what other fleets and people keep in the same place."""
    is_part = name.endswith(PARQUET) and form_of(_path(name)) is not None
    return is_part and owner != NOBODY and name.rpartition("/")[2].startswith(f"{owner}-")


def _path(name: str) -> str:
    return f"state/{_partition(name)}{LINES}"


def _is_within(data: bytes | None, path: str, kept: frozenset[bytes]) -> bool:
    form = form_of(path)
    try:
        return form is not None and kept.issuperset(parquet.lines(data or b"", form, path))
    except CorruptState:
        return False
