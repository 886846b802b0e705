"""From the policies of a commit to a narrowed lease and an entry in the record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.commands.enforcing.history import brought_by, listed_at, merged_as
from bot.commands.enforcing.kills import Entry
from bot.commands.enforcing.office import Office
from bot.commands.enforcing.push import Push
from bot.commands.enforcing.record import (
    LONGEST,
    Bite,
    acknowledged,
    edit_note,
    keys_since,
    kill_notes,
    return_notes,
)
from bot.commands.enforcing.ruling import Ruling
from bot.commands.leasing import NARROWED, narrow
from bot.policy.governor import State
from bot.policy.policy import Policy
from bot.ports.store import Message, Store
from bot.state.audit.append import AppendAudit
from bot.state.audit.head import head_of
from bot.state.audit.note import PolicySource, Witness
from bot.state.audit.returns import Return, open_return
from bot.state.tree import Tree
from bot.words.text import printable

WENT_WELL = (NARROWED, "")  # there is nothing to narrow before the first lease
UNRECORDED = "Nothing was recorded: there are no policies without a mistake to be found."
UNREVIEWED = (
    "These policies were in force before, and no merged pull request alone brought them back: "
    "`governor audit verify` names the entry that a person must acknowledge."
)


@dataclass(frozen=True, slots=True)
class Enforced:
    """`lease` says what became of it, `bites` holds the kills that nobody had acknowledged."""

    ruling: Ruling
    lease: str
    bites: Sequence[Bite] = ()
    audit_head: str = ""

    @property
    def went_well(self) -> bool:
        return not self.ruling.problems and self.lease in WENT_WELL


def bite(office: Office, ruling: Ruling, branch: str, push: Push) -> Enforced:
    """Narrow the lease before anything is looked up: nothing of that may hold a stop up."""
    store = office.store(ruling.policy.governor.state if ruling.policy else State())
    lease = narrow(store, office.sign, ruling.rules)
    if ruling.policy is None:
        office.output.warn(UNRECORDED)
        return Enforced(ruling, lease)
    bites = _bites(office, ruling, push, store.tree(), in_lease=lease in WENT_WELL)
    _record(office, store, ruling, ruling.policy, bites, (branch, push.before))
    head = head_of(store.tree())
    return Enforced(ruling, lease, bites, str(head) if head else "")


def _bites(
    office: Office, ruling: Ruling, push: Push, tree: Tree, *, in_lease: bool
) -> Sequence[Bite]:
    """List what this push brought, and what a run that never came should have acknowledged."""
    commits = brought_by(office.forge, ruling.sha, _asked(office, ruling, push.before, tree))
    now = office.clock()
    found = [Bite(one, commit, now, in_lease) for one, commit in commits.items()]
    found += _gone(office, ruling, push, now)
    oldest = min((one.commit.committed_at for one in found), default=now)
    known = keys_since(tree, oldest) if found else ()
    return [one for one in found if one.key not in known]


def _gone(office: Office, ruling: Ruling, push: Push, now: datetime) -> Iterator[Bite]:
    """Find what this push killed and people have let go again since: it is a human act too."""
    if not push.after or push.after == ruling.sha:
        return
    old = listed_at(office.forge, push.before) if push.before else None
    brought = listed_at(office.forge, push.after) or ()
    left = [one for one in brought if one not in ruling.kills and one not in (old or ())]
    for entry, commit in brought_by(office.forge, push.after, left).items():
        yield Bite(entry, commit, now, in_lease=False, gone=True)


def _asked(office: Office, ruling: Ruling, before: str, tree: Tree) -> Sequence[Entry]:
    old = listed_at(office.forge, before) if before else None
    standing = [one for one in ruling.kills if old is None or one in old]
    known = acknowledged(tree, [one.digest for one in standing])
    return [one for one in ruling.kills if one not in standing or one.digest not in known]


def _record(
    office: Office,
    store: Store,
    ruling: Ruling,
    policy: Policy,
    bites: Sequence[Bite],
    span: tuple[str, str],
) -> None:
    # Policies with mistakes put nothing in force: the last ones without do still rule.
    found = None if ruling.problems else open_return(store.tree(), policy.digest)
    reason = _reason(office, found, ruling.sha, span)
    source = PolicySource(policy.digest, ruling.sha, office.actor, reason)
    witness = Witness(office.clock(), office.actor, source, office.code_version)
    notes = (edit_note(ruling.sha), *kill_notes(bites), *return_notes(found, reason))
    store.commit([AppendAudit(witness, notes)], Message(f"Enforce {ruling.sha[:12]}"))


def _reason(office: Office, found: Return | None, sha: str, span: tuple[str, str]) -> str:
    """Say which reviewed requests brought old policies back; empty where none did."""
    if found is None:
        return ""
    merges = merged_as(office.forge, span[0], sha, span[1])
    if not merges:
        office.output.warn(UNREVIEWED)
        return ""
    return printable(
        "merged as " + ", ".join(f"#{one.number} {one.title}" for one in merges), LONGEST
    )
