"""Partitions written anew with the same lines: plain ones as Parquet, many parts as one."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.adapters.lake import manifest, parquet
from bot.adapters.lake.columns import LINES, PARQUET, PARTS, Form, form_of, stem_of
from bot.adapters.lake.manifest import Part
from bot.adapters.lake.shelf import Shelf
from bot.adapters.lake.tree import LakeTree
from bot.errors import CorruptState
from bot.state.tree import Remove, Replace, Tree, Write
from bot.words.canonical import Json

BESIDE = (PARQUET, LINES)
WORTH = 0.9  # a new file in every clone, for a tenth less, pays nobody


@dataclass(frozen=True, slots=True)
class Packed:
    """The lines of a partition as one Parquet file, and whether they need less room so."""

    lines: Sequence[bytes]
    data: bytes

    @property
    def pays(self) -> bool:
        """Git deflates what it keeps, so a small day of plain lines may well be the smaller one."""
        plain = b"".join(line + b"\n" for line in self.lines)
        return len(zlib.compress(self.data)) < WORTH * len(zlib.compress(plain))


@dataclass(frozen=True, slots=True)
class Press:
    """Nothing is taken away before its lines were read back from what takes its place.

    `shelf` is None where work is sent again from a file: then what lies in parts waits.
    """

    kind: ClassVar[str] = "press-partitions"
    paths: tuple[str, ...]
    shelf: Shelf | None = None

    def apply(self, tree: Tree) -> Iterator[Write]:
        for path in self.paths:
            form, stem = form_of(path), stem_of(path)
            there = {name for name in tree.names(stem) if form_of(name)}
            if form is None or not there:
                continue
            if stem + PARTS not in there:
                yield from self._as_file(tree, path, form, there)
            elif self.shelf is not None:
                yield from _as_part(tree, self.shelf, path, form)

    def wire(self) -> Mapping[str, Json]:
        return {"paths": self.paths}

    def _as_file(self, tree: Tree, path: str, form: Form, there: set[str]) -> Iterator[Write]:
        stem = stem_of(path)
        if stem + LINES not in there:
            return
        packed = packed_of(plain_lines(tree, path, form), form)
        if packed.pays:
            _check(packed.lines, parquet.lines(packed.data, form, path), path)
            yield Replace(stem + PARQUET, packed.data)
            yield Remove(stem + LINES)


def press(fields: Mapping[str, Any]) -> Press:
    return Press(tuple(fields["paths"]))


def plain_lines(tree: Tree, path: str, form: Form) -> list[bytes]:
    """Read a partition that lies in the state alone."""
    stem = stem_of(path)
    packed = tree.read(stem + PARQUET)
    old = [] if packed is None else parquet.lines(packed, form, stem + PARQUET)
    return [*old, *tree.lines(stem + LINES)]


def packed_of(lines: Sequence[bytes], form: Form) -> Packed:
    return Packed(lines, parquet.encode(lines, form))


def is_scattered(tree: Tree, path: str) -> bool:
    """Tell whether a partition in parts has more than one file."""
    stem = stem_of(path)
    names = set(tree.names(stem))
    return len(parts(tree, path)) > 1 or any(stem + end in names for end in BESIDE)


def parts(tree: Tree, path: str) -> tuple[Part, ...]:
    listed = manifest.path_of(path)
    return manifest.parts_of(listed, tree.read(listed))


def _as_part(tree: Tree, shelf: Shelf, path: str, form: Form) -> Iterator[Write]:
    """Put one new part, where the last one lies, that holds all that the partition has."""
    if not is_scattered(tree, path):
        return
    stem, known = stem_of(path), parts(tree, path)
    lines = list(LakeTree(tree, shelf).lines(stem + LINES))
    new = shelf.put(known[-1].place, stem + LINES, form, lines)
    _check(lines, shelf.lines(new, form, stem + PARTS), path)
    yield Replace(stem + PARTS, manifest.page((new,)))
    there = set(tree.names(stem))
    yield from (Remove(stem + end) for end in BESIDE if stem + end in there)


def _check(lines: Sequence[bytes], again: Iterable[bytes], path: str) -> None:
    if list(again) != list(lines):
        raise CorruptState(path, "its lines would not come back from Parquet as they are")
