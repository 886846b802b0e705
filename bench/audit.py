"""A record of a million entries: how long it takes to verify, and to add to it."""

import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.adapters.folder_store import FolderStore
from bot.ports.store import Message
from bot.state.audit.append import AppendAudit
from bot.state.audit.entry import Kind
from bot.state.audit.files import FOLDER
from bot.state.audit.note import Note, PolicySource, Witness
from bot.state.audit.verify import Verifier
from bot.state.tree import Tree
from bot.words.canonical import Json

ENTRIES = 1_000_000
BATCH = 10_000
START = datetime(2026, 11, 1, tzinfo=UTC)
BODY: dict[str, Json] = {
    "from": "shadow",
    "to": "canary",
    "findings": [{"rule": "evidence", "outcome": "PASS", "observed": 7.41, "limit": 7}],
}


def main() -> None:
    count = int(sys.argv[-1]) if sys.argv[-1].isdigit() else ENTRIES
    with tempfile.TemporaryDirectory() as folder:
        store = FolderStore(Path(folder), Path(folder) / ".governor")
        first = append(store, 0, 1)
        written = sum(append(store, 1 + batch * BATCH, BATCH) for batch in range(count // BATCH))
        last = append(store, count, 1)
        report(store.tree(), written, first, last)


def append(store: FolderStore, number: int, notes: int) -> float:
    """Append one batch and give the seconds; a hundred batches make a hundred months."""
    at = START + number // BATCH * timedelta(days=31)
    witness = Witness(at, "governor", PolicySource("a" * 64), "0.1.0")
    batch = (Note(Kind.DECISION, f"agent-{number + n}", BODY, "d" * 64) for n in range(notes))
    operation = AppendAudit(witness, tuple(batch))
    start = time.perf_counter()
    store.commit([operation], Message("bench"))
    return time.perf_counter() - start


def report(tree: Tree, written: float, first: float, last: float) -> None:
    verifier, size, start = Verifier(()), 0, time.perf_counter()
    paths = tree.names(FOLDER)
    for path in paths:
        data = tree.read(path) or b""
        size += len(data)
        verifier.take(path, data)
    verdict = verifier.verdict("a" * 64)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"machine: {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    print(f"record: {verdict.entries:,} entries, {len(paths)} files, {size / 1e6:,.0f} MB")
    print(f"written in {written:,.1f} s, in batches of {BATCH:,}")
    print(f"one entry added to an empty record: {first * 1000:.1f} ms")
    print(f"one entry added to the whole one:   {last * 1000:.1f} ms")
    rate = verdict.entries / seconds
    print(f"verified in {seconds:.1f} s ({rate:,.0f} entries/s), peak {peak:,.0f} MB")
    print(f"faults: {len(verdict.faults)}")


if __name__ == "__main__":
    main()
