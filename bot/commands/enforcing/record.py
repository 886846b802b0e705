"""What is recorded of a merged edit: each kill once, and who wanted old policies back."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from bot.commands.enforcing.kills import Entry
from bot.ports.forge.contents import Commit
from bot.state.audit import files
from bot.state.audit.entry import Kind
from bot.state.audit.note import Note
from bot.state.audit.policies import acknowledgement
from bot.state.audit.returns import Return
from bot.state.tree import Tree
from bot.words.canonical import Json
from bot.words.instant import HOUR, render
from bot.words.text import printable

KILL, EDIT = "merged-kill", "merged-edit"
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Bite:
    """A kill with the commit that brought it, and when it was seen to; `in_lease` if that took.

    `gone` says that people had lifted it before anybody came to see to it.
    """

    entry: Entry
    commit: Commit
    at: datetime
    in_lease: bool
    gone: bool = False

    @property
    def key(self) -> str:
        return f"{KILL}/{self.commit.sha}/{self.entry.digest}"

    @property
    def latency(self) -> timedelta:
        return max(self.at - self.commit.committed_at, timedelta())

    def wire(self) -> dict[str, Json]:
        return {
            "target": self.entry.target,
            "reason": self.entry.reason,
            "by": self.entry.by,
            "commit": self.commit.sha,
            "committed_at": render(self.commit.committed_at),
            "in_lease": self.in_lease,
            **({"gone": True} if self.gone else {}),
            "latency_seconds": self.latency.total_seconds(),
        }

    def sentence(self) -> str:
        said = ", ".join(filter(None, (self.entry.reason, self.entry.by)))
        why = f" ({said})" if said else ""
        seconds, sha = f"{self.latency.total_seconds():,.1f} s", self.commit.sha[:12]
        text = f"Killed {self.entry.label}{why}: acknowledged {seconds} after commit {sha}."
        if self.gone:
            text = f"The kill of {self.entry.label}{why} in commit {sha} was lifted before it bit."
        return printable(text, LONGEST)


def acknowledged(tree: Tree, wanted: Collection[str]) -> frozenset[str]:
    """Give those of these digests that the record knows, however long ago."""
    left = set(wanted)
    for entry in files.newest_first(tree) if left else ():
        if entry.body.get("act") == KILL:
            left.discard(entry.key.rpartition("/")[2])
        if not left:
            break
    return frozenset(wanted) - left


def keys_since(tree: Tree, moment: datetime) -> frozenset[str]:
    """Give the keys of what was recorded since, with an hour for clocks that differ."""
    recent = takewhile(lambda one: one.at >= moment - HOUR, files.newest_first(tree))
    return frozenset(one.key for one in recent)


def kill_notes(bites: Iterable[Bite]) -> Iterator[Note]:
    for bite in bites:
        yield Note(Kind.HUMAN, bite.entry.target, {"act": KILL, **bite.wire()}, key=bite.key)


def edit_note(sha: str) -> Note:
    """Note that it was enforced; where its policies are new, the chain says so just before."""
    return Note(Kind.HUMAN, "policies", {"act": EDIT, "commit": sha}, key=f"{EDIT}/{sha}")


def return_notes(found: Return | None, reason: str) -> Iterator[Note]:
    """Acknowledge a return that a faster command has recorded without its reason."""
    if found is not None and found.recorded is not None and reason:
        law = found.recorded
        body = acknowledgement(law, reason)
        yield Note(Kind.HUMAN, "policies", body, key=f"acknowledge/{law.hash}")
