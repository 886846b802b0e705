"""What a squashed root says of the commits it stands for, and what the record says of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.state.audit.entry import Kind
from bot.state.audit.fault import AuditFault, Found, Tampering
from bot.state.audit.files import FOLDER
from bot.state.audit.note import Note
from bot.words import instant
from bot.words.canonical import Json
from bot.words.text import printable

TRAILER, FROM, ARCHIVE = "Governor-Compacted", "Governor-Compacted-From", "Governor-Archive"
ARCHIVES = "refs/governor/archive/"
ACT = "compact"
DROPPED = "dropped"
SHOWN = 90
WRITTEN = re.compile(
    r"(?P<commits>[1-9]\d{0,11}) (?P<first>\S+) (?P<last>\S+) (?P<cut>[0-9a-f]{40,64})"
)


@dataclass(frozen=True, slots=True)
class Compacted:
    """`commits` from `first` to `last` became one; `cut` was the last, `tree` is what it left."""

    commits: int
    first: str
    last: str
    cut: str
    tree: str


@dataclass(frozen=True, slots=True)
class Root:
    """The first commit of a branch that claims to stand for others.

    `claim`, with the tree that it really has, is None where it cannot be read. `archived` is the
    tree of the last squashed commit in the archive, "" where it is not there, and None where
    nobody looked.
    """

    source: str
    claim: Compacted | None
    tree: str
    archive: str = ""
    archived: str | None = None


def trailers(compacted: Compacted, tip: str, archive: str) -> Mapping[str, str]:
    said = f"{compacted.commits} {compacted.first} {compacted.last} {compacted.cut}"
    return {TRAILER: said, FROM: tip, ARCHIVE: archive or DROPPED}


def parse_trailer(text: str, tree: str) -> Compacted | None:
    """Read what a root of this tree claims; None where that makes no sense."""
    match = WRITTEN.fullmatch(text.strip())
    if match is None:
        return None
    try:
        times = [instant.render(instant.parse(match[name])) for name in ("first", "last")]
    except ValueError:
        return None
    return Compacted(int(match["commits"]), times[0], times[1], match["cut"], tree)


def note(compacted: Compacted, tip: str, archive: str, reason: str) -> Note:
    """Record a squash before it is done; begun twice with the same archive, it is recorded once."""
    body: dict[str, Json] = {"act": ACT, **asdict(compacted)}
    body |= {"tip": tip, "archive": archive or None, "reason": reason}
    return Note(Kind.HUMAN, "history", body, key=f"{ACT}/{compacted.cut}/{archive or DROPPED}")


def archive_of(day: datetime, taken: Iterable[str]) -> str:
    """Name the reference of a day's archive; a second one of the same day has a number."""
    name, known = f"{ARCHIVES}{instant.day_of(day)}", set(taken)
    names = (name, *(f"{name}.{number}" for number in range(2, len(known) + 3)))
    return next(one for one in names if one not in known)


class SquashWatch:
    """Holds the root of a branch against the acts by which people had it squashed."""

    def __init__(self, root: Root | None) -> None:
        self._root = root
        self._recorded: list[Mapping[str, Json]] = []

    def watch(self, found: Found) -> None:
        entry = found.entry
        if self._root and entry.kind is Kind.HUMAN and entry.body.get("act") == ACT:
            self._recorded.append(entry.body)

    def faults(self) -> Iterator[AuditFault]:
        root = self._root
        if root is None:
            return
        if root.claim is None:
            yield _fault(f"{root.source} claims to stand for others, but not how many and which")
        else:
            yield from self._held(root, root.claim)
        if root.archived is not None and root.archived != root.tree:
            what = "has another tree there" if root.archived else "is not there"
            yield _fault(f"{root.source} names {root.archive}, but the last commit {what}")

    def _held(self, root: Root, claim: Compacted) -> Iterator[AuditFault]:
        recorded = [body for body in self._recorded if _says(body, claim)]
        if not recorded:
            yield _fault(
                f"{root.source} claims to stand for {claim.commits} commits with this tree, "
                "but no entry records that somebody had them squashed so"
            )
        elif root.archive not in [body.get("archive") or DROPPED for body in recorded]:
            yield _fault(
                f"{root.source} says {printable(root.archive, SHOWN)!r} of the archive, but no "
                "entry records that the old commits lie there"
            )


def _says(body: Mapping[str, Json], claim: Compacted) -> bool:
    return all(body.get(name) == value for name, value in asdict(claim).items())


def _fault(reason: str) -> AuditFault:
    return AuditFault(Tampering.SQUASHED, FOLDER, None, None, reason)
