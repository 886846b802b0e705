"""States that hold a judged history, without a cycle for each of its hours."""

from datetime import timedelta
from pathlib import Path

import numpy as np

from bench.fleet.files import write_world
from bench.fleet.run import lives
from bench.fleet.world import World
from bot.adapters.past import PastFolders
from bot.adapters.policies import policy_texts
from bot.commands.replaying.reading import Known, Wanted, read_past
from bot.events.known import SIGNALS, TELEMETRY, partition
from bot.ledger import marks, settlements
from bot.ledger.hindsight import Looks, mark_all
from bot.ledger.terms import terms_of
from bot.policy.load import read
from bot.state.audit.append import AppendAudit
from bot.state.audit.note import PolicySource, Witness
from bot.state.audit.notes import cycle_digest
from bot.state.slots import Slots
from bot.state.tree import Append
from bot.words.canonical import encode_line
from bot.words.instant import day_of, to_ms
from tests.fakes.store import MemoryStore

HOURLY = timedelta(hours=1)


def written(folder: Path, world: World, seed: int) -> dict[str, str]:
    """Write a world's folders; give its policies as texts."""
    write_world(next(iter(lives(world, [seed]))), folder)
    return {path: text.decode() for path, text in policy_texts(folder).items()}


def judged(folder: Path) -> MemoryStore:
    """Give the state in which all of a world is settled, and was judged once."""
    policy, problems = read(policy_texts(folder))
    assert policy is not None, problems
    past = PastFolders(folder / "events", folder / "prices", policy.prices)
    known = read_past(past, terms_of(policy), Wanted(None, None, HOURLY))
    store = MemoryStore()
    _write(store, known, past)
    at = known.looks[-1]
    note = cycle_digest("judge", Slots((at,)), at, {"evidence": "", "report": ""})
    witness = Witness(at, "governor", PolicySource(policy.digest), "test")
    store.now.run([AppendAudit(witness, (note,))])
    return store


def _write(store: MemoryStore, known: Known, past: PastFolders) -> None:
    found = [one for day in known.past.signals.values() for one in day]
    shelved = past.candles((one.symbol for one in found), known.terms.interval_ms)
    moments = Looks(np.array([to_ms(one) for one in known.looks], dtype=np.int64))
    for signal in found:
        store.now.write(Append(partition(SIGNALS, day_of(signal.received_at)), signal.line()))
    for day in known.past.telemetry.values():
        for run in day:
            store.now.write(Append(partition(TELEMETRY, day_of(run.ts)), run.line()))
    received = {one.signal_id: day_of(one.received_at) for one in found}
    for row in known.rows:
        path = settlements.path_of(received[row.signal_id])
        store.now.write(Append(path, encode_line(row.wire())))
    for mark in mark_all(found, shelved.shelf, known.terms, moments):
        store.now.write(Append(marks.path_of(mark), encode_line(mark.wire())))
