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


def unwritten(
    tree: Tree, rows: Iterable[R], path_of: Callable[[R], str], key_names: tuple[str, ...]
) -> dict[str, list[R]]:
    """Give the rows that are not there yet, by path."""
    by_path: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        by_path[path_of(row)].append(row)
    found = {
        path: list(
            _new(group, key_names, {_key(line, key_names, path) for line in tree.lines(path)})
        )
        for path, group in sorted(by_path.items())
    }
    return {path: group for path, group in found.items() if group}


def appends(by_path: Mapping[str, Iterable[Row]]) -> Iterator[Append]:
    for path, rows in by_path.items():
        yield Append(path, b"".join(encode_line(row.wire()) for row in rows))


def _new(rows: Iterable[R], key_names: tuple[str, ...], known: set[tuple[Any, ...]]) -> Iterator[R]:
    for row in rows:
        key = tuple(getattr(row, name) for name in key_names)
        if key not in known:
            known.add(key)
            yield row


def _key(line: bytes, key_names: tuple[str, ...], path: str) -> tuple[Any, ...]:
    try:
        record = json.loads(line)
        return tuple(record[name] for name in key_names)
    except (ValueError, LookupError, TypeError) as error:
        raise CorruptState(path, f"a line has no key ({error})") from None
