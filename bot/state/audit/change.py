"""The notes that the chain writes about itself: its beginning, and a change of the policies."""

from collections.abc import Iterator, Sequence

from bot.state.audit import files
from bot.state.audit.entry import Entry, Kind
from bot.state.audit.note import Note, Witness
from bot.state.tree import Tree

SETS_POLICY = frozenset({Kind.GENESIS, Kind.POLICY})


def genesis() -> Iterator[Note]:
    yield Note(Kind.GENESIS, "audit")


def policy_change(tree: Tree, recent: Sequence[Entry], witness: Witness) -> Iterator[Note]:
    """Note a new policy digest, unless the writer began before the last change and is only late."""
    new = witness.policy.digest
    if max(recent, key=lambda entry: entry.at).policy_digest == new:
        return
    # Only now is the whole record read: a digest that was in force years ago is still a return.
    laws = [entry for entry in files.newest_first(tree) if entry.kind in SETS_POLICY]
    if laws[0].policy_digest == new or witness.at < laws[0].at:
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
