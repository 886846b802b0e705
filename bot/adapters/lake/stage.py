"""A stage that writes new lines of a partition as a part elsewhere, and its manifest here.

The part is put first and counts only once the manifest that names it is committed: a writer that
is killed between the two leaves an object that nobody reads.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from bot.adapters.files import lines_of
from bot.adapters.lake import manifest
from bot.adapters.lake.columns import LINES, PARQUET, PARTS, form_of, stem_of
from bot.adapters.lake.shelf import Shelf
from bot.adapters.lake.tree import LakeTree
from bot.adapters.lake.trouble import Away
from bot.adapters.replay import Troubled
from bot.adapters.stage import Change, Stage
from bot.errors import CorruptState, StateError
from bot.state.tree import Append, Operation, Remove, Replace, Tree, Write


class LakeStage(Stage):
    """`places` says for each form by its name where its parts go; "" is the state itself."""

    def __init__(self, below: Tree, folder: Path, shelf: Shelf, places: Mapping[str, str]) -> None:
        super().__init__(below, folder)
        self._draft = Draft(self, folder, shelf, places)

    def run(self, operations: Iterable[Operation]) -> Sequence[Change]:
        try:
            for operation in operations:
                for write in operation.apply(self._draft):
                    self._take_all(self._draft.take(write))
            self._take_all(self._draft.finish())
        except Away as failed:
            raise Troubled(failed.trouble) from None
        return super().run(())

    def _take_all(self, writes: Iterable[Write]) -> None:
        for write in writes:
            self._take(write)


class Draft:
    """What operations see: the stage with partitions whole, and the lines that are no part yet."""

    def __init__(self, stage: Stage, folder: Path, shelf: Shelf, places: Mapping[str, str]) -> None:
        self._stage, self._folder, self._shelf, self._places = stage, folder, shelf, places
        self._whole = LakeTree(stage, shelf)
        self._new: dict[str, Path] = {}

    def read(self, path: str) -> bytes | None:
        old = self._whole.read(path)
        return old if path not in self._new else (old or b"") + self._new[path].read_bytes()

    def lines(self, path: str) -> Iterator[bytes]:
        old = self._whole.lines(path)
        return old if path not in self._new else chain(old, lines_of(self._new[path]))

    def names(self, prefix: str) -> Sequence[str]:
        new = (path for path in self._new if path.startswith(prefix))
        return sorted({*self._whole.names(prefix), *new})

    def bring(self, paths: Iterable[str]) -> None:
        self._whole.bring(paths)

    def take(self, write: Write) -> Iterator[Write]:
        """Hold back what becomes a part; what else is to be written here, yield."""
        if form_of(write.path) is None:
            yield write
        elif not write.path.endswith(LINES):
            raise StateError(
                f"Cannot write {write.path}: only `governor compact` does. Nothing was written; "
                "run it again."
            )
        elif not isinstance(write, Append):
            yield from self._cleared(write)
        elif self._place(write.path):
            self._hold(write)
        else:
            yield write

    def finish(self) -> Iterator[Write]:
        for path, file in self._new.items():
            form, place = form_of(path), self._place(path)
            if form is not None and file.stat().st_size:
                part = self._shelf.put(place, path, form, lines_of(file))
                listed = manifest.page((*self._whole.parts(path), part))
                yield Replace(manifest.path_of(path), listed)
            file.unlink()

    def _cleared(self, write: Replace | Remove) -> Iterator[Write]:
        """Take away the parts of what is replaced as a whole; it lies in the state from then on."""
        stem = stem_of(write.path)
        if write.path in self._new:
            self._new.pop(write.path).unlink()
        there = set(self._stage.names(stem))
        yield from (Remove(path) for path in (stem + PARQUET, stem + PARTS) if path in there)
        if isinstance(write, Replace) or write.path in there:
            yield write

    def _place(self, path: str) -> str:
        """Say where new lines go: behind the plain file of a partition no part may come."""
        form = form_of(path)
        place = self._places.get(form.name, "") if form else ""
        return "" if path in self._stage.names(path) else place

    def _hold(self, write: Append) -> None:
        if write.data and not write.data.endswith(b"\n"):
            raise CorruptState(write.path, "a line to be added has no end")
        file = self._new.setdefault(
            write.path, self._folder / f"{write.path.replace('/', '+')}.new"
        )
        with file.open("ab") as sink:
            sink.write(write.data)
