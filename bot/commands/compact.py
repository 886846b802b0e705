"""governor compact: less room for what is old; says what it would do, and does it when told to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.commands.compacted import Done, tell
from bot.commands.human import Desk, reason_for
from bot.commands.squashing import hold_sound, kept, squashed
from bot.errors import BadUsage, Refused
from bot.policy.storage import Storage
from bot.ports.history import History, Squash
from bot.ports.partitions import Due, Orphan, Partitions
from bot.ports.store import Message
from bot.state.audit import compaction
from bot.state.audit.anchors import SignatureCheck
from bot.state.audit.append import AppendAudit
from bot.state.audit.entry import Kind
from bot.state.audit.note import Note
from bot.state.audited import Audited
from bot.state.tree import Tree
from bot.words.count import plural
from bot.words.instant import DAY, day_of

if TYPE_CHECKING:
    from bot.words.canonical import Json

ACT = "squash the history"
NO_PARQUET = (
    "Closed days stay as they are: Parquet needs the lake extra; "
    "run `pip install governor[lake]`, here and wherever else Governor runs."
)
OFFERED = 45  # days that nobody corrects any more, and few commands look back to
NEVER = ""  # no day is before it
SETTLED = 7 * DAY  # nothing but a rare correction comes to a day that is older


@dataclass(frozen=True, slots=True)
class Yard:
    """What there is to tidy; the store shows files as they are stored.

    A folder has no history. Without the package for Parquet partitions stay as they are. `check`
    is there where the policies hold a public key.
    """

    desk: Desk
    storage: Storage
    partitions: Partitions | None
    history: History | None
    check: SignatureCheck | None = None

    @property
    def now(self) -> datetime:
        return self.desk.witness.at

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Wish:
    """`does` is False where somebody only wants to see; squashing is asked for by itself."""

    does: bool = False
    squashes: bool = False
    drops_archive: bool = False
    reason: str = ""


def compact(yard: Yard, wish: Wish) -> int:
    if wish.does and wish.drops_archive and not wish.squashes:
        raise BadUsage(
            "Cannot leave out an archive: only --squash makes one; add it, or leave both."
        )
    history = _to_squash(yard, wish) if wish.does and wish.squashes else None
    due, orphans = _tidied(yard, yard.partitions, does=wish.does) if yard.partitions else ((), ())
    if yard.partitions is None and yard.storage.extras:
        yard.desk.output.warn(NO_PARQUET)
    keeps = not wish.drops_archive
    if history is not None:
        reason = reason_for(ACT, yard.desk.witness, wish.reason)
        before = yard.ago(yard.storage.keep_days)
        squash = squashed(yard.desk, history, before, reason, keeps=keeps)
    else:
        squash = None if wish.does else _seen(yard, keeps=keeps)
    plain = None if yard.storage.parquet_days else _offered(yard, does=wish.does)
    done = Done(wish.does, due, orphans, squash, yard.history is not None, plain)
    tell(yard.desk, done)
    return 0


def _to_squash(yard: Yard, wish: Wish) -> History:
    """Refuse before anything is changed."""
    reason_for(ACT, yard.desk.witness, wish.reason)
    if yard.history is None:
        raise Refused("Cannot squash the history: a folder keeps none; leave --squash out.")
    hold_sound(yard.desk, yard.history, yard.check)
    return yard.history


def _tidied(
    yard: Yard, partitions: Partitions, *, does: bool
) -> tuple[Sequence[Due], Sequence[Orphan]]:
    tree = yard.desk.store.tree()
    with yard.desk.output.progress("Looking at closed days", None):
        due = partitions.due(tree, _files_before(yard), day_of(yard.now - SETTLED))
        orphans = _orphans(yard, partitions, tree)
    if does:
        _press(yard, partitions, due)
        partitions.drop(orphans)
    return due, orphans


def _files_before(yard: Yard) -> str:
    days = yard.storage.parquet_days
    return day_of(yard.ago(days)) if days else NEVER


def _offered(yard: Yard, *, does: bool) -> Sequence[Due]:
    """Look, for who only wants to see, at what the policies could let become Parquet."""
    if does or yard.partitions is None:
        return ()
    with yard.desk.output.progress("Looking at closed days", None):
        return yard.partitions.due(yard.desk.store.tree(), day_of(yard.ago(OFFERED)), NEVER)


def _orphans(yard: Yard, partitions: Partitions, tree: Tree) -> Sequence[Orphan]:
    """Look for what no commit names: each that the branch has may be decided again."""
    begun = yard.history.past().begun if yard.history else None
    if begun is None:
        return ()
    grace = max(yard.now - begun, timedelta(days=yard.storage.keep_days)) + SETTLED
    return partitions.orphans(tree, yard.now, grace)


def _press(yard: Yard, partitions: Partitions, due: Sequence[Due]) -> None:
    if not due:
        return
    body: dict[str, Json] = {
        "act": compaction.ACT,
        "days": len(due),
        "bytes_before": sum(one.bytes_before for one in due),
        "bytes_after": sum(one.bytes_after for one in due),
    }
    note = AppendAudit(yard.desk.witness, (Note(Kind.DIGEST, "partitions", body),))
    operation = Audited((partitions.press(due),), note)
    yard.desk.store.commit([operation], Message(f"Compact {plural(len(due), 'closed day')}"))


def _seen(yard: Yard, *, keeps: bool) -> Squash | None:
    if yard.history is None:
        return None
    with yard.desk.output.progress("Looking at the history", None):
        found = yard.history.look(yard.ago(yard.storage.keep_days), yard.now, sized=True)
    return found and kept(found, keeps=keeps)
