"""A part of what is shipped, and which of its files a repository lacks or has changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands.setting_up.record import digest, record, recorded
from bot.commands.setting_up.step import Look, Step
from bot.ports.worktree import WorkTree
from bot.words.count import plural

SHOWN = 4
COPY = "copy them from a checkout of Governor"


@dataclass(frozen=True, slots=True)
class Parcel:
    """`renewed` says that files as shipped once are replaced by what is shipped now.

    Policies are people's from the moment they are written, and renewed only when a set is named.
    """

    name: str
    files: Mapping[str, bytes]
    renewed: bool = True


@dataclass(frozen=True, slots=True)
class Compared:
    missing: tuple[str, ...]
    older: tuple[str, ...]
    edited: tuple[str, ...]

    def to_write(self, parcel: Parcel) -> tuple[str, ...]:
        return (*self.missing, *(self.older if parcel.renewed else ()))


def compare(parcel: Parcel, tree: WorkTree) -> Compared:
    known = recorded(tree)
    standing = {path: tree.read(path) for path in parcel.files}
    other = {
        path: digest(data)
        for path, data in standing.items()
        if data is not None and data != parcel.files[path]
    }
    older = {path for path, found in other.items() if known.get(path) == found}
    return Compared(
        missing=tuple(path for path, data in standing.items() if data is None),
        older=tuple(sorted(older)),
        edited=tuple(sorted(other.keys() - older)),
    )


def step(parcel: Parcel, tree: WorkTree) -> Step:
    return Step(parcel.name, lambda: _look(parcel, tree), lambda: write(parcel, tree), COPY)


def write(parcel: Parcel, tree: WorkTree) -> None:
    """Stop anywhere and it can go on: what is new is recorded first, what is renewed last."""
    compared = compare(parcel, tree)
    new = {path: parcel.files[path] for path in compared.missing}
    record(tree, new)
    tree.write(new)
    chosen = compared.to_write(parcel)
    tree.write({path: parcel.files[path] for path in chosen if path not in new})
    record(tree, {path: data for path, data in parcel.files.items() if tree.read(path) == data})


def _look(parcel: Parcel, tree: WorkTree) -> Look:
    if not parcel.files:
        return Look("here already; newer ones come by git")
    compared = compare(parcel, tree)
    chosen = compared.to_write(parcel)
    kept = f"; kept as people changed them: {named(compared.edited)}" if compared.edited else ""
    if not chosen:
        return Look(f"{plural(len(parcel.files), 'file')}, nothing to write{kept}")
    todo = f"write {plural(len(chosen), 'file')}: {named(chosen)}{kept}"
    return Look(f"{plural(len(chosen), 'file')} missing or older{kept}", todo)


def named(paths: tuple[str, ...]) -> str:
    """Name the first few; a list of hundreds tells nobody anything."""
    rest = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(paths[:SHOWN]) + rest
