"""What compacting did or would do, told to people and programs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from bot.commands.human import Desk
from bot.ports.history import Squash
from bot.ports.partitions import Due, Orphan
from bot.state.audit.head import head_of
from bot.words.canonical import Json
from bot.words.count import plural

UNITS = ("B", "kB", "MB", "GB")

NEEDED = (
    "Who reads these days needs the lake extra from then on; the workflows install it by "
    "storage.parquet_days of the default branch, which must stay above 0."
)
PLAIN = "Closed days stay plain lines: storage.parquet_days in policies/governor.yml is 0."


@dataclass(frozen=True, slots=True)
class Done:
    """`did` is False for what would be done; a folder has no history.

    `offered` are days that could become Parquet if the policies let any; None where they do.
    """

    did: bool
    due: Sequence[Due]
    orphans: Sequence[Orphan]
    squash: Squash | None
    has_history: bool
    offered: Sequence[Due] | None = None


def tell(desk: Desk, done: Done) -> None:
    head = head_of(desk.store.tree())
    said = list(_sentences(done))
    for sentence in said:
        desk.output.say(sentence)
    if done.did:
        desk.output.summary("### Compact\n\n" + "\n".join(f"- {one}" for one in said) + "\n")
    desk.output.result(_wire(done) | {"audit_head": str(head) if head else None})
    if head and done.did:
        desk.output.publish("audit_head", str(head))


def _sentences(done: Done) -> Iterator[str]:
    yield from _of_partitions(done)
    yield from _of_orphans(done)
    yield from _of_history(done)
    if not done.did:
        squash = "; add --squash and --reason for the history" if done.has_history else ""
        yield f"Nothing was changed; --yes does it{squash}."


def _of_orphans(done: Done) -> Iterator[str]:
    spare = [one for one in done.orphans if one.spare]
    if spare:
        size = room(sum(one.size for one in spare))
        yield f"{_did(done)} {plural(len(spare), 'object')} that nothing names ({size})."
    strange = len(done.orphans) - len(spare)
    if strange:
        yield (
            f"Left alone {plural(strange, 'object')} that nothing names: what they hold is not in "
            "this state, so they may be another fleet's, or of a branch that was lost (--json)."
        )


def _did(done: Done) -> str:
    return "Removed" if done.did else "Would remove"


def _of_partitions(done: Done) -> Iterator[str]:
    if done.offered is not None:
        yield _offer(done.offered)
    if not done.due:
        if done.offered is None:
            yield "No closed day would need less room in another form."
        return
    scattered = sum(one.parts > 0 for one in done.due)
    also = f", {scattered} of them out of parts" if scattered else ""
    files, lines = plural(len(done.due), "file"), sum(one.lines for one in done.due)
    verb = "Wrote" if done.did else "Would write"
    before, after = _sizes(done.due)
    sizes = f"{room(before)} become {room(after)}"
    yield f"{verb} {files} of closed days as Parquet{also}: {lines:,} lines, {sizes}."
    if scattered < len(done.due):
        yield NEEDED


def _offer(days: Sequence[Due]) -> str:
    if not days:
        return PLAIN
    before, after = _sizes(days)
    return (
        f"{plural(len(days), 'file')} of closed days could be Parquet, {room(after)} instead of "
        f"{room(before)}: set storage.parquet_days in policies/governor.yml, and have the lake "
        "extra wherever you read the state; the workflows install it then."
    )


def _sizes(days: Sequence[Due]) -> tuple[int, int]:
    return sum(one.bytes_before for one in days), sum(one.bytes_after for one in days)


def _of_history(done: Done) -> Iterator[str]:
    squash = done.squash
    if squash is None:
        return
    said = squash.compacted
    verb = "Squashed" if done.did else "Would squash"
    yield (
        f"{verb} {plural(said.commits, 'commit')} of {said.first} to {said.last} into one; "
        f"{plural(squash.kept, 'later one')} stay as they are."
    )
    if squash.bytes_before is not None and squash.bytes_after is not None:
        sizes = f"{room(squash.bytes_after)} instead of {room(squash.bytes_before)}"
        yield f"A clone of the branch would bring {sizes}."
    yield _of_archive(squash, did=done.did)


def _of_archive(squash: Squash, *, did: bool) -> str:
    if squash.archive:
        lie = "lie" if did else "would lie"
        return (
            f"The old commits {lie} in {squash.archive}; a clone of the branch does not bring them."
        )
    verb = "are" if did else "would be"
    return (
        f"The old commits {verb} kept nowhere, which cannot be undone: nobody can decide them "
        "again, and of when an entry was written there is its own word."
    )


def _wire(done: Done) -> dict[str, Json]:
    history: dict[str, Json] | None = None
    if done.squash is not None:
        squash = done.squash
        history = {
            **asdict(squash.compacted),
            "kept": squash.kept,
            "archive": squash.archive or None,
            "bytes_before": squash.bytes_before,
            "bytes_after": squash.bytes_after,
        }
    before, after = _sizes(done.due)
    offered = None if done.offered is None else [asdict(one) for one in done.offered]
    return {
        "v": 1,
        "done": done.did,
        "partitions": [asdict(one) for one in done.due],
        "bytes_before": before,
        "bytes_after": after,
        "offered": offered,
        "orphans": [asdict(one) for one in done.orphans],
        "history": history,
    }


def room(size: int) -> str:
    value, unit = float(size), 0
    while value >= 1000 and unit < len(UNITS) - 1:  # noqa: PLR2004 - of kB, MB and GB
        value, unit = value / 1000, unit + 1
    return f"{value:.0f} {UNITS[unit]}" if unit == 0 else f"{value:.1f} {UNITS[unit]}"
