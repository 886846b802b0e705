"""A record to test with, written the way commands write it."""

from datetime import UTC, datetime, timedelta

from bot.state.audit.append import AppendAudit
from bot.state.audit.entry import Entry, Kind, parse
from bot.state.audit.note import Note, PolicySource, Witness
from tests.fakes.store import MemoryTree

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIRST_POLICY, SECOND_POLICY, THIRD_POLICY = "a" * 64, "b" * 64, "c" * 64


def witness(at: datetime = NOON, policy: str = FIRST_POLICY, actor: str = "governor") -> Witness:
    return Witness(at, actor, PolicySource(policy, "c0ffee", "rosa"), "0.1.0")


def note(subject: str = "momentum-btc", key: str = "", kind: Kind = Kind.DECISION) -> Note:
    return Note(kind, subject, {"from": "shadow", "to": "canary", "why": "E 7.4 ≥ 7"}, "", key)


def append(at: datetime = NOON, *notes: Note, policy: str = FIRST_POLICY) -> AppendAudit:
    return AppendAudit(witness(at, policy), notes or (note(),))


def record(count: int, step: timedelta = timedelta(days=1)) -> MemoryTree:
    """Write a chain of `count` entries, the genesis among them, from 21 November on."""
    tree = MemoryTree()
    for day in range(count - 1):
        tree.run([append(NOON + day * step, note(f"agent-{day}"))])
    return tree


def entries(tree: MemoryTree) -> list[Entry]:
    return [parse(line) for path in tree.names("state/audit/") for line in tree.lines(path)]
