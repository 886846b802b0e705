"""What `audit verify` says, and how it ends."""

from datetime import timedelta

import pytest

from bot.commands.audit_verify import audit_verify, given_anchor
from bot.errors import BadUsage
from bot.state.audit.head import Anchor, Head, head_of
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore, MemoryTree
from tests.snapshots import matches
from tests.state.audit.writing import FIRST_POLICY, NOON, SECOND_POLICY, append, note, record

DECEMBER = "state/audit/2026-12.jsonl"


def verify(tree: MemoryTree, *anchors: Anchor, policy: str = FIRST_POLICY) -> tuple[int, str]:
    output = HeardOutput()
    code = audit_verify(MemoryStore(tree.files), output, anchors, policy)
    found = [problem.sentence() for problem in output.found]
    warned = [f"warning: {text}" for text in output.warned]
    return code, "\n".join([*found, *output.said, *warned])


def anchor_of(tree: MemoryTree) -> Anchor:
    head = head_of(tree)
    assert head
    return Anchor(head, "commit 0123456789ab")


def sound() -> MemoryTree:
    return record(30, timedelta(days=3, hours=2))


def tampered() -> MemoryTree:
    tree = sound()
    lines = tree.files[DECEMBER].splitlines(keepends=True)
    lines[1] = lines[1].replace(b"canary", b"live")
    lines[3:4] = [b"{}\n", lines[3]]
    lines[6], lines[7] = lines[7], lines[6]
    del lines[-2]
    tree.files[DECEMBER] = b"".join(lines)
    return tree


def restored() -> MemoryTree:
    return ruled(FIRST_POLICY, SECOND_POLICY, FIRST_POLICY)


def set_back_unseen() -> MemoryTree:
    return ruled(FIRST_POLICY, SECOND_POLICY)


def ruled(*policies: str) -> MemoryTree:
    return MemoryTree().run(
        [
            append(NOON + timedelta(hours=hour), note(f"decision-{hour}"), policy=policy)
            for hour, policy in enumerate(policies)
        ]
    )


def truncated() -> MemoryTree:
    tree = sound()
    del tree.files["state/audit/2027-02.jsonl"]
    return tree


CASES = {
    "sound": (sound(), (anchor_of(sound()),)),
    "sound, but nothing vouches for its end": (sound(), ()),
    "sound, with an old anchor": (sound(), (anchor_of(record(7, timedelta(days=3, hours=2))),)),
    "tampered with in four ways": (tampered(), (anchor_of(sound()),)),
    "a cut tail": (truncated(), (anchor_of(sound()),)),
    "policies set back": (restored(), (anchor_of(restored()),)),
    "policies set back since the last entry": (set_back_unseen(), (anchor_of(set_back_unseen()),)),
    "nothing yet": (MemoryTree(), ()),
}


def test_what_it_says() -> None:
    told = []
    for name, (tree, anchors) in CASES.items():
        code, text = verify(tree, *anchors)
        told.append(f"# {name}: exit {code}\n{text}\n")
    matches("audit_verify.txt", "\n".join(told))


def test_the_result_for_programs_names_each_fault() -> None:
    output, tree = HeardOutput(), sound()
    tree.files[DECEMBER] = tree.files[DECEMBER].replace(b"agent-13", b"agent-31")
    head = head_of(tree)
    assert head
    assert audit_verify(MemoryStore(tree.files), output, [anchor_of(tree)], FIRST_POLICY) == 1
    reason = "was edited: its content does not have the hash that it states"
    fault = {"kind": "edited", "file": DECEMBER, "line": 10, "seq": 14, "reason": reason}
    assert output.results == [
        {
            "v": 1,
            "sound": False,
            "entries": 29,
            "head": f"29 {head.hash}",
            "proven": 29,
            "signed": None,
            "since": 29,
            "compacted": 0,
            "faults": [fault],
        }
    ]
    assert (output.bars[0].total, output.bars[0].steps) == (4, 4)


@pytest.mark.parametrize("text", [f"12:{'a' * 64}", f"12 {'a' * 64}\n", f" 12 {'a' * 64} c2ln"])
def test_an_anchor_given_by_hand(text: str) -> None:
    anchor = given_anchor(text, "--head")
    assert anchor.head == Head(12, "a" * 64)
    assert anchor.signature == ("c2ln" if "c2ln" in text else "")


@pytest.mark.parametrize("text", ["", "12", "12:abc", f"-1:{'a' * 64}", f"1 {'a' * 64} b c"])
def test_an_anchor_that_makes_no_sense(text: str) -> None:
    with pytest.raises(BadUsage, match="is not SEQ:HASH"):
        given_anchor(text, "--head")
