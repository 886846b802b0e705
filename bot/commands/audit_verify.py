"""governor audit verify: say whether the record is as it was written, and where it is not."""

from collections.abc import Sequence

from bot.errors import BadUsage
from bot.ports.output import Output
from bot.ports.store import Store
from bot.state.audit.anchors import SignatureCheck
from bot.state.audit.compaction import ARCHIVES, Root
from bot.state.audit.fault import Tampering
from bot.state.audit.files import FOLDER
from bot.state.audit.head import Anchor, parse_head
from bot.state.audit.verify import Verdict, Verifier
from bot.words.canonical import Json
from bot.words.count import plural
from bot.words.text import printable

SHOWN = 90


def audit_verify(
    store: Store,
    output: Output,
    anchors: Sequence[Anchor],
    policy_digest: str,
    check: SignatureCheck | None = None,
    root: Root | None = None,
) -> int:
    tree = store.tree()
    paths = tree.names(FOLDER)
    verifier = Verifier(anchors, check, root)
    with output.progress("Verifying the audit record, month by month", len(paths)) as progress:
        for path in paths:
            verifier.take(path, tree.read(path) or b"")
            progress.advance()
    verdict = verifier.verdict(policy_digest)
    _report(output, verdict, len(paths))
    _tell_from_where(output, verdict, root)
    output.result(_wire(verdict, root))
    return 1 if verdict.faults else 0


def given_anchor(text: str, source: str) -> Anchor:
    """Read a head that a person kept: `SEQ:HASH`, or `SEQ HASH` and perhaps a signature."""
    words = text.replace(":", " ", 1).split()
    head = parse_head(" ".join(words[:2]))
    if head is None or len(words) > 3:  # noqa: PLR2004 - sequence, hash, signature
        raise BadUsage(
            f"Cannot use {source}: {printable(text, SHOWN)!r} is not SEQ:HASH; "
            "copy it from a job's output or from a commit's Governor-Audit-Head line."
        )
    return Anchor(head, source, "".join(words[2:]))


def _report(output: Output, verdict: Verdict, files: int) -> None:
    output.problems([fault.problem() for fault in verdict.faults])
    size = f"{plural(verdict.entries, 'entry', 'entries')} in {plural(files, 'file')}"
    if verdict.faults:
        output.say(
            f"The audit record is not sound: {plural(len(verdict.faults), 'fault')}, {size}."
        )
    elif verdict.head:
        output.say(f"The audit record is sound: {size}, head {verdict.head}.")
        output.publish("audit_seq", str(verdict.head.seq))
        output.publish("audit_hash", verdict.head.hash)
    else:
        output.say("There is no audit record yet.")
    _tell_how_far_proven(output, verdict)


def _tell_how_far_proven(output: Output, verdict: Verdict) -> None:
    last = verdict.head.seq if verdict.head else None
    if last is None or Tampering.TRUNCATED in {fault.kind for fault in verdict.faults}:
        return
    if verdict.proven is None:
        output.warn(
            "No anchor vouches for the end of the record, so a cut tail would not show. Fetch the "
            "state branch with its history, or give --head SEQ:HASH from a job's output."
        )
    elif verdict.proven < last:
        output.warn(f"Entries after {verdict.proven} are newer than every anchor.")
    else:
        output.say(f"An anchor outside the record vouches for entry {last}, the last one.")
    if verdict.signed is not None:
        output.say(f"Signed up to entry {verdict.signed}.")


def _tell_from_where(output: Output, verdict: Verdict, root: Root | None) -> None:
    """Say what a squash took: entries before its tree are anchored by one commit alone."""
    if root is None or root.claim is None or verdict.since is None:
        return
    squashed = plural(root.claim.commits, "commit")
    times = f"{root.claim.first} to {root.claim.last}"
    kept = root.archive.startswith(ARCHIVES)
    where = f"they lie in {root.archive}" if kept else "they were not kept"
    output.say(
        f"Anchors reach from entry {verdict.since} on: "
        f"{squashed} of {times} became {root.source}; {where}."
    )


def _wire(verdict: Verdict, root: Root | None) -> dict[str, Json]:
    return {
        "v": 1,
        "sound": not verdict.faults,
        "entries": verdict.entries,
        "head": str(verdict.head) if verdict.head else None,
        "proven": verdict.proven,
        "signed": verdict.signed,
        "since": verdict.since,
        "compacted": root.claim.commits if root and root.claim else 0,
        "faults": [fault.wire() for fault in verdict.faults],
    }
