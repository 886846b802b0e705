"""Rows that are written once: whoever was first on the tree, a key is never appended again."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from bot.errors import CorruptState
from bot.state.tree import Append, Tree
from bot.words.canonical import Json, encode_line


class Row(Protocol):
    def wire(self) -> Mapping[str, Json]: ...


R = TypeVar("R", bound=Row)


def append_new(
    tree: Tree, rows: Iterable[R], path_of: Callable[[R], str], key_names: tuple[str, ...]
) -> Iterator[Append]:
    by_path: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        by_path[path_of(row)].append(row)
    for path, group in sorted(by_path.items()):
        known = {_key(line, key_names, path) for line in tree.lines(path)}
        data = b"".join(_new(group, key_names, known))
        if data:
            yield Append(path, data)


def _new(
    rows: Iterable[Row], key_names: tuple[str, ...], known: set[tuple[Any, ...]]
) -> Iterator[bytes]:
    for row in rows:
        record = row.wire()
        key = tuple(record[name] for name in key_names)
        if key not in known:
            known.add(key)
            yield encode_line(record)


def _key(line: bytes, key_names: tuple[str, ...], path: str) -> tuple[Any, ...]:
    try:
        record = json.loads(line)
        return tuple(record[name] for name in key_names)
    except (ValueError, LookupError, TypeError) as error:
        raise CorruptState(path, f"a line has no key ({error})") from None
