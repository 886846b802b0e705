"""Whether the policies are old ones again, and whether anybody has said that this is wanted."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.state.audit import files
from bot.state.audit.change import SETS_POLICY
from bot.state.audit.entry import Entry, Kind
from bot.state.audit.policies import ACKNOWLEDGE
from bot.state.tree import Tree


@dataclass(frozen=True, slots=True)
class Return:
    """`recorded` is the entry that says so, or None where the next entry will."""

    recorded: Entry | None = None


def open_return(tree: Tree, digest: str) -> Return | None:
    """Tell whether policies of this digest are a return that nobody has acknowledged."""
    acknowledged: set[object] = set()
    entries = files.newest_first(tree)
    for entry in entries:
        if entry.kind in SETS_POLICY:
            if entry.policy_digest == digest:
                return Return(entry) if _is_open(entry, acknowledged) else None
            return Return() if _ruled_before(entries, digest) else None
        if entry.kind is Kind.HUMAN and entry.body.get("act") == ACKNOWLEDGE:
            acknowledged.add(entry.body.get("hash"))
    return None


def _is_open(law: Entry, acknowledged: set[object]) -> bool:
    returns = law.body.get("returns_to") is not None
    return returns and not law.body.get("acknowledged") and law.hash not in acknowledged


def _ruled_before(older: Iterator[Entry], digest: str) -> bool:
    return any(one.kind in SETS_POLICY and one.policy_digest == digest for one in older)
