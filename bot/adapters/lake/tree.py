"""A tree whose partitions may lie elsewhere: whoever reads it sees lines, as ever.

The lines of a partition are those of its Parquet file in the state, then those of its parts in
the order of the manifest, then those of its plain file.
"""

from collections.abc import Iterable, Iterator, Sequence

from bot.adapters.lake import manifest, parquet
from bot.adapters.lake.columns import LINES, PARQUET, PARTS, Form, form_of, stem_of
from bot.adapters.lake.manifest import Part
from bot.adapters.lake.shelf import Shelf
from bot.state.tree import Tree


class LakeTree:
    """The other files of a partition do not show; whoever keeps house asks the tree below."""

    def __init__(self, below: Tree, shelf: Shelf) -> None:
        self._below, self._shelf = below, shelf

    def read(self, path: str) -> bytes | None:
        form = self._form(path)
        if form is None or not self._files(path) - {path}:
            return self._below.read(path)
        return b"".join(line + b"\n" for line in self._lines(path, form))

    def lines(self, path: str) -> Iterator[bytes]:
        form = self._form(path)
        return self._below.lines(path) if form is None else self._lines(path, form)

    def names(self, prefix: str) -> Sequence[str]:
        found = self._below.names(prefix[: prefix.rfind("/") + 1])
        shown = {stem_of(path) + LINES if form_of(path) else path for path in found}
        return sorted(path for path in shown if path.startswith(prefix))

    def bring(self, paths: Iterable[str]) -> None:
        wanted = tuple(paths)
        stems = [stem_of(path) for path in wanted if self._form(path)]
        self._below.bring([*wanted, *(stem + end for stem in stems for end in (PARTS, PARQUET))])
        self._shelf.bring((stem + PARTS, part) for stem in stems for part in self.parts(stem))

    def parts(self, path: str) -> tuple[Part, ...]:
        """Give the parts of a partition, from any file of it or the stem of all."""
        listed = manifest.path_of(path)
        return manifest.parts_of(listed, self._below.read(listed))

    def _files(self, path: str) -> set[str]:
        return {name for name in self._below.names(stem_of(path)) if form_of(name)}

    def _lines(self, path: str, form: Form) -> Iterator[bytes]:
        stem, files = stem_of(path), self._files(path)
        if stem + PARQUET in files:
            packed = self._below.read(stem + PARQUET) or b""
            yield from parquet.lines(packed, form, stem + PARQUET)
        if stem + PARTS in files:
            parts = self.parts(stem)
            self._shelf.bring((stem + PARTS, part) for part in parts)
            for part in parts:
                yield from self._shelf.lines(part, form, stem + PARTS)
        yield from self._below.lines(stem + LINES)

    @staticmethod
    def _form(path: str) -> Form | None:
        return form_of(path) if path.endswith(LINES) else None
