"""The notes that the chain writes about itself: its beginning, and a change of the policies."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from bot.state.audit import files
from bot.state.audit.entry import Entry, Kind
from bot.state.audit.note import Note, Witness
from bot.state.tree import Tree

SETS_POLICY = frozenset({Kind.GENESIS, Kind.POLICY})
LONGEST_WAY = timedelta(days=30)


def is_late(at: datetime, law: datetime) -> bool:
    """Tell who began before the policies changed, and perhaps waited to be sent again.

    Without an end to it, one act of a future date would keep every later change unrecorded.
    """
    return timedelta() < law - at <= LONGEST_WAY


def genesis() -> Iterator[Note]:
    yield Note(Kind.GENESIS, "audit")


def policy_change(tree: Tree, recent: Sequence[Entry], witness: Witness) -> Iterator[Note]:
    """Note a new policy digest, unless the writer began before the last change and is only late."""
    new = witness.policy.digest
    law = next(_laws(recent), None)
    if all(entry.policy_digest == new for entry in ([law] if law else recent)):
        return
    # Only now is the whole record read: a digest that was in force years ago is still a return.
    laws = list(_laws(files.newest_first(tree)))
    if laws[0].policy_digest == new or is_late(witness.at, laws[0].at):
        return
    yield Note(
        Kind.POLICY,
        "policies",
        {
            "old": laws[0].policy_digest,
            "new": new,
            "commit": witness.policy.commit,
            "by": witness.policy.by,
            "acknowledged": witness.policy.acknowledged,
            "returns_to": next((law.seq for law in laws if law.policy_digest == new), None),
        },
    )


def _laws(newest_first: Iterable[Entry]) -> Iterator[Entry]:
    return (entry for entry in newest_first if entry.kind in SETS_POLICY)
