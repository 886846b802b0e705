"""Where the audit record lies: one file a month, one chain across all of them."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from bot.errors import CorruptState, UnknownSchema
from bot.state.audit.entry import VERSION, BadEntry, Entry, UnknownEntry, parse
from bot.state.tree import Tree
from bot.words import instant

FOLDER = "state/audit/"
MONTHLY = re.compile(re.escape(FOLDER) + r"\d{4}-(0[1-9]|1[0-2])\.jsonl")


def paths(tree: Tree) -> Sequence[str]:
    return [path for path in tree.names(FOLDER) if MONTHLY.fullmatch(path)]


def path_for(moment: datetime, last: str) -> str:
    """Name the file of the month, or the last file where the clock went back behind it."""
    return max(f"{FOLDER}{instant.month_of(moment)}.jsonl", last)


def newest_first(tree: Tree) -> Iterator[Entry]:
    """Yield entries from the end, each held against its successor; CorruptState where they part."""
    later: Entry | None = None
    for path in reversed(paths(tree)):
        try:
            for entry in map(parse, _lines_from_end(tree.read(path) or b"")):
                _hold_together(entry, later)
                yield entry
                later = entry
        except UnknownEntry as error:
            raise UnknownSchema(path, error.found, VERSION) from None
        except BadEntry as error:
            raise CorruptState(path, f"near the end of the audit record, {error}") from None


def recent(tree: Tree, count: int) -> Sequence[Entry]:
    return list(islice(newest_first(tree), count))


def _lines_from_end(data: bytes) -> Iterator[bytes]:
    if not data.endswith(b"\n"):
        raise BadEntry("its last line is cut off")
    end = len(data) - 1
    while end >= 0:
        start = data.rfind(b"\n", 0, end) + 1
        yield data[start:end]
        end = start - 1


def _hold_together(entry: Entry, later: Entry | None) -> None:
    if later and (later.prev, later.seq) != (entry.hash, entry.seq + 1):
        raise BadEntry(f"entry {later.seq} does not follow entry {entry.seq}")
