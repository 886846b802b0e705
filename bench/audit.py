"""python -m bench audit: a long record, verified, and one entry more."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from bench import turns
from bench.row import Measured, Row, Size, at_most
from bot.adapters.folder_store import FolderStore
from bot.ports.store import Message
from bot.state.audit.append import AppendAudit
from bot.state.audit.entry import Kind
from bot.state.audit.files import FOLDER
from bot.state.audit.note import Note, PolicySource, Witness
from bot.state.audit.verify import Verifier
from bot.state.tree import Tree
from bot.words.canonical import Json

ENTRIES = {Size.QUICK: 2_000, Size.USUAL: 100_000, Size.LARGE: 1_000_000}
BATCH = 1_000
GROWTH, TURNS = 0.5, 7  # one entry more looks back over as many as the first batch has
START = datetime(2026, 11, 1, tzinfo=UTC)
BODY: dict[str, Json] = {
    "from": "shadow",
    "to": "canary",
    "findings": [{"rule": "evidence", "outcome": "PASS", "observed": 7.41, "limit": 7}],
}


def rows(size: Size) -> Iterator[Row]:
    count = ENTRIES[size]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        store = FolderStore(Path(folder), Path(folder) / ".governor")
        _append(store, 0, BATCH)
        few = _appended(store, BATCH)
        for number in range(2 * BATCH, count + BATCH, BATCH):
            _append(store, number, BATCH)
        many = _appended(store, count + BATCH)
        tree = store.tree()
        paths = tree.names(FOLDER)
        floor, verified = _in_turn(tree, paths)
    inputs = f"{count + 2 * TURNS:,} entries, {len(paths)} months"
    hashed = Measured("SHA-256 of every line", floor)
    yield Row("audit, verify", inputs, count, Measured("governor audit verify", verified), hashed)
    growth = at_most("growth %", 100 * (median(many) / median(few) - 1), 100 * GROWTH)
    ours, rival = Measured("one entry more", many), Measured(f"after {BATCH:,}", few)
    yield Row("audit, append", inputs, 1, ours, rival, growth)


def _appended(store: FolderStore, number: int) -> tuple[float, ...]:
    return tuple(_append(store, number + turn, 1) for turn in range(TURNS))


def _append(store: FolderStore, number: int, notes: int) -> float:
    """Append one batch and give the seconds; a hundred batches make a hundred months."""
    at = START + number // BATCH * timedelta(days=31)
    witness = Witness(at, "governor", PolicySource("a" * 64), "0.1.0")
    batch = (Note(Kind.DECISION, f"agent-{number + n}", BODY, "d" * 64) for n in range(notes))
    operation = AppendAudit(witness, tuple(batch))
    return turns.seconds(lambda: store.commit([operation], Message("bench")))


def _in_turn(tree: Tree, paths: Iterable[str]) -> list[tuple[float, ...]]:
    acts = [lambda: _hash(tree, paths), lambda: _verify(tree, paths)]
    found = turns.in_turn([partial(turns.seconds, act) for act in acts], 1)
    return [tuple(each) for each in found]


def _hash(tree: Tree, paths: Iterable[str]) -> None:
    for path in paths:
        for line in tree.lines(path):
            hashlib.sha256(line).hexdigest()


def _verify(tree: Tree, paths: Iterable[str]) -> None:
    verifier = Verifier(())
    for path in paths:
        verifier.take(path, tree.read(path) or b"")
    assert not verifier.verdict("a" * 64).faults
