"""A history that is decided again: what was recorded comes out the same, or is named."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bench.fleet.files import write_world
from bench.fleet.run import lives
from bench.fleet.world import World
from bot.adapters.past import PastFolders
from bot.commands.replaying.reading import Wanted, read_past
from bot.commands.verify_history import verify_history
from bot.ledger.terms import terms_of
from bot.policy.policy import Policy
from bot.ports.chronicle import Step
from bot.ports.store import Message, Receipt
from bot.state.in_memory import MemoryTree
from bot.state.tree import Operation
from tests.decisions.replaying.test_agreement import Live, policy_of
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore

AUDIT, SIGNALS = "state/audit/", "state/events/signals/"


class RecordingStore(MemoryStore):
    """Keeps the tree that each commit left, as a branch does."""

    def __init__(self) -> None:
        super().__init__()
        self.trees: list[MemoryTree] = []

    def commit(self, operations: Sequence[Operation], message: Message) -> Receipt:
        receipt = super().commit(operations, message)
        if receipt.changed:
            self.trees.append(self.now.copy())
        return receipt


@dataclass
class KnownChronicle:
    trees: list[MemoryTree]
    policies: dict[str, Policy]

    def steps(self, *, archive: bool = False) -> list[Step]:
        del archive
        before = [MemoryTree(), *self.trees]
        return [
            Step(f"c{number}", after, _changed(old, after))
            for number, (old, after) in enumerate(zip(before, self.trees, strict=False))
        ]

    def policy(self, digest: str) -> Policy | None:
        return self.policies.get(digest)


def _changed(old: MemoryTree, new: MemoryTree) -> tuple[str, ...]:
    paths = sorted({*old.files, *new.files})
    return tuple(path for path in paths if old.files.get(path) != new.files.get(path))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> KnownChronicle:
    root = tmp_path_factory.mktemp("lived")
    world = World("days", 6, {"none": 1, "edge": 2})
    folder = write_world(next(iter(lives(world, [5]))), root / "world")
    policy = policy_of(folder)
    past = PastFolders(folder / "events", folder / "prices", policy.prices)
    looks = read_past(past, terms_of(policy), Wanted(None, None, timedelta(hours=12))).looks
    live, store, policies = Live(folder, root / "cache", policy), RecordingStore(), {}
    live.store = store
    for now in looks:
        live.cycle(now)
        policies[live.policy.digest] = live.policy
    return KnownChronicle(store.trees, policies)


def verified(chronicle: KnownChronicle) -> tuple[int, HeardOutput]:
    out = HeardOutput()
    return verify_history(chronicle, out), out


def test_what_was_decided_is_decided_again_alike(lived: KnownChronicle) -> None:
    code, out = verified(lived)
    assert (code, out.found) == (0, [])
    assert int(str(out.results[0]["judgements"])) > 5
    assert "each decided again alike" in out.said[-1]


def test_a_judgement_by_other_policies_is_named(lived: KnownChronicle) -> None:
    stricter = {
        digest: replace(
            policy,
            retirement=policy.retirement.model_copy(
                update={"futility": policy.retirement.futility.model_copy(update={"use": "off"})}
            ),
        )
        for digest, policy in lived.policies.items()
    }
    code, out = verified(KnownChronicle(lived.trees, stricter))
    assert code == 1
    assert all("is decided otherwise now" in one.reason for one in out.found)


def test_policies_that_nobody_has_are_named(lived: KnownChronicle) -> None:
    code, out = verified(KnownChronicle(lived.trees, {}))
    assert code == 1
    assert "no commit of the repository has the policies" in out.found[0].reason


@pytest.mark.parametrize("folder", [AUDIT, SIGNALS])
def test_a_file_that_was_rewritten_is_named_with_its_commit(
    lived: KnownChronicle, folder: str
) -> None:
    last = lived.trees[-1].copy()
    path = last.names(folder)[-1]
    last.files[path] = last.files[path].replace(b"edge", b"odge", 1)
    code, out = verified(KnownChronicle([*lived.trees, last], lived.policies))
    assert code == 1
    named = [one for one in out.found if one.file == path]
    assert [one.reason for one in named] == ["was rewritten, it only grows"]
    assert named[0].value == f"commit c{len(lived.trees)}"
    before = lived.trees[-1].files[path]
    at = before[: before.index(b"edge")].count(b"\n") + 1
    assert named[0].line == at


def test_a_state_that_was_emptied_is_named(lived: KnownChronicle) -> None:
    code, out = verified(KnownChronicle([*lived.trees, MemoryTree()], lived.policies))
    assert code == 1
    assert {one.reason for one in out.found} == {"was taken away, it only grows"}


def test_a_decision_that_was_never_made_is_named(lived: KnownChronicle) -> None:
    """Take a decision out of the first judgement: what is recorded is less than was decided."""
    at = next(i for i, tree in enumerate(lived.trees) if tree.names(AUDIT))
    forged = lived.trees[at].copy()
    path = forged.names(AUDIT)[0]
    lines = forged.files[path].splitlines(keepends=True)
    victim = next(i for i, line in enumerate(lines) if b'"kind":"decision"' in line)
    forged.files[path] = b"".join(lines[:victim] + lines[victim + 1 :])
    code, out = verified(KnownChronicle([*lived.trees[:at], forged], lived.policies))
    assert code == 1
    assert f"commit c{at}" in {one.file for one in out.found}
