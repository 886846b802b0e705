"""Files for an engine of this machine, from wherever they lie: a state, or an object store."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.adapters.engines.files import counts
from bot.adapters.lake import manifest
from bot.adapters.lake.columns import PARTS, Form, form_of
from bot.adapters.lake.objects import Objects
from bot.adapters.lake.shelf import Shelf
from bot.errors import CannotRead
from bot.state.tree import Tree


def from_state(tree: Tree, shelf: Shelf, form: Form, folder: Path) -> Sequence[str]:
    """Take what the state names: a part that no manifest names was never committed.

    `tree` shows files as they are stored.
    """
    names = [name for name in tree.names(form.folder) if form_of(name) == form]
    if not names:
        raise CannotRead("the state", f"its {form.folder} is empty")
    tree.bring(names)
    return [str(path) for name in names for path in _laid(tree, shelf, name, folder)]


def _laid(tree: Tree, shelf: Shelf, name: str, folder: Path) -> Iterator[Path]:
    data = tree.read(name) or b""
    if not name.endswith(PARTS):
        yield _written(folder / name, data)
        return
    parts = manifest.parts_of(name, data)
    shelf.bring((name, part) for part in parts)
    for number, part in enumerate(parts):
        yield _written(folder / f"{name}.{number}.parquet", shelf.data(part, name))


def from_store(objects: Objects, part: str, folder: Path, place: str) -> Sequence[str]:
    """Take every file of a store, or of a part of it."""
    below = f"{part}/" if part else ""
    names = [one.name for one in objects.listed() if one.name.startswith(below)]
    wanted = sorted(name for name in names if counts(name.removeprefix(below)))
    if not wanted:
        raise CannotRead(f"{place}/{part}".rstrip("/"), "it holds no .jsonl and no .parquet")
    # What follows the last slash is a name of ours alone: the rest may lead anywhere.
    laid = [(folder / str(number) / Path(name).name, name) for number, name in enumerate(wanted)]
    return [str(_written(path, objects.get(name) or b"")) for path, name in laid]


def _written(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
