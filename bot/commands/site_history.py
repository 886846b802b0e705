"""What the dashboard shows of the past: days, evidence, and the audit record."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from bot.decisions.promotion import e_value
from bot.effects.charts.evidence import Belief
from bot.errors import CorruptState
from bot.policy.evidence import Evidence as Terms
from bot.state.audit.anchors import SignatureCheck
from bot.state.audit.entry import BadEntry, Entry, read
from bot.state.audit.files import FOLDER as AUDIT
from bot.state.audit.head import Anchor
from bot.state.audit.verify import Verdict, verify
from bot.state.documents import load
from bot.state.evidence import CHECKPOINT, DAY_FILE, day_path
from bot.state.tree import Tree
from bot.stats import record
from bot.words.instant import DAY

DAYS, CHECKPOINTS = "state/days/", "state/evidence/"


def days(tree: Tree) -> list[tuple[str, float]]:
    """Give what the book made on every day."""
    paths = [path for path in tree.names(DAYS) if DAY_FILE.matches(path)]
    _hold_together(paths)
    tree.bring(paths)
    pages = (load(tree, DAY_FILE, path) for path in paths)
    return [(page.day, page.portfolio.bps) for page in pages]


def _hold_together(paths: Sequence[str]) -> None:
    """Refuse a gap: what the book made on that day would count as nothing."""
    for path, following in pairwise(paths):
        expected = day_path(_day_after(path))
        if following != expected:
            raise CorruptState(expected, "it is missing between days that are there")


def _day_after(path: str) -> str:
    try:
        return str(date.fromisoformat(path.removeprefix(DAYS).removesuffix(".json")) + DAY)
    except ValueError as error:
        raise CorruptState(path, f"it is named for no day ({error})") from None


def beliefs(tree: Tree, terms: Terms) -> dict[str, tuple[Belief, ...]]:
    """Give E at the beginning of each day that still has a checkpoint, by hypothesis."""
    paths = [path for path in tree.names(CHECKPOINTS) if CHECKPOINT.matches(path)]
    tree.bring(paths)
    found: dict[str, list[Belief]] = {}
    for path in paths:
        for name, belief in _on(tree, path, terms):
            found.setdefault(name, []).append(belief)
    return {name: tuple(own) for name, own in found.items()}


def _on(tree: Tree, path: str, terms: Terms) -> Iterator[tuple[str, Belief]]:
    document = load(tree, CHECKPOINT, path)
    try:
        fold = record.read(document.model_dump(mode="json"), terms)
    except (LookupError, TypeError, ValueError) as error:
        raise CorruptState(path, f"its rows cannot be read ({error})") from None
    logs, hours = fold.evidence.log_e(terms.rho).tolist(), fold.evidence.hours.tolist()
    for name, log_e, held in zip(fold.names, logs, hours, strict=True):
        yield name, Belief(document.at[:10], e_value(log_e) if held else None)


def audited(
    tree: Tree, anchors: Sequence[Anchor], digest: str, check: SignatureCheck | None
) -> tuple[tuple[Entry, ...], Verdict]:
    """Check the record as `governor audit verify` does, and read what can be read of it."""
    paths = tree.names(AUDIT)
    tree.bring(paths)
    files = [(path, tree.read(path) or b"") for path in paths]
    entries = tuple(entry for _, data in files for entry in _entries(data))
    return entries, verify(files, anchors, digest, check)


def _entries(data: bytes) -> Iterator[Entry]:
    for line in data.splitlines():
        try:
            yield read(line)
        except BadEntry:
            continue  # the verdict names it
