"""The state on a branch of a Git remote: one commit a command, moved there by compare-and-swap.

When another writer was faster the operations run again on what it wrote; nothing is ever merged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.adapters.files import locked
from bot.adapters.git_commit import CommitWriter
from bot.adapters.git_tree import GenesisTree, GitTree
from bot.adapters.patience import Pace, Patience
from bot.adapters.private_clone import PrivateClone, Signature
from bot.adapters.remote import Remote
from bot.adapters.replay import GaveUp, newest, replay
from bot.adapters.stage import Stage, Staging
from bot.adapters.state_branch import StateBranch, Word
from bot.errors import CannotPush, CannotReach
from bot.ports.store import Message, Receipt, Stamp
from bot.state.tree import Operation, Tree

READING_TRIES = 3
GOVERNOR = Signature()
PATIENT = Patience()


def no_trailers(tree: Tree) -> Mapping[str, str]:
    del tree
    return {}


@dataclass(frozen=True, slots=True)
class Habits:
    """How a store writes: as whom, with which trailers, and how long it tries.

    It does not ask the remote again within `fresh` seconds of its last word.
    """

    signature: Signature = GOVERNOR
    stamp: Stamp = no_trailers
    patience: Patience = PATIENT
    timeout: float = 60.0
    staging: Staging = Stage
    fresh: float = 0.0


class GitStore:
    """`branch` is a name, or "" for the remote's default branch; `folder` is the bot's own."""

    def __init__(
        self,
        remote: Remote,
        branch: str,
        folder: Path,
        genesis: Mapping[str, bytes],
        habits: Habits,
    ) -> None:
        self._habits, self._folder = habits, folder
        environment = {**remote.environment(), **habits.signature.environment()}
        self._clone = PrivateClone(folder / "state.git", environment, habits.timeout)
        word = Word(habits.fresh, habits.patience.clock)
        self._branch = StateBranch(self._clone, branch, remote.head, word)
        self._writer = CommitWriter(
            self._clone, genesis, folder / "stage", habits.stamp, habits.signature, habits.staging
        )
        self._pace = Pace(habits.patience)
        self._known: str | None = None
        self._shown: tuple[str, GitTree | GenesisTree] | None = None

    def tree(self) -> Tree:
        patience = replace(self._habits.patience, tries=READING_TRIES, seconds=0.0)
        with locked(self._folder / "lock"):
            self._clone.heal()
            try:
                self._known = newest(self._branch, Pace(patience))
            except GaveUp as failed:
                what = f"the state on {self._branch.name}"
                raise CannotReach(what, failed.reason, f"{failed.trouble.mend}.") from None
        return self._tree_at(self._known)

    def _tree_at(self, commit: str) -> GitTree | GenesisTree:
        """Give the same tree for the same commit: what it has listed and read does not change."""
        if self._shown is None or self._shown[0] != commit:
            self._shown = commit, self._writer.tree(commit)
        return self._shown[1]

    def commit(self, operations: Sequence[Operation], message: Message) -> Receipt:
        known, self._known = self._known, None

        def build(base: str) -> str | None:
            with self._branch.troubles():
                return self._writer.write(base, self._tree_at(base), operations, message)

        with locked(self._folder / "lock"):
            self._clone.heal()
            try:
                return replay(self._branch, build, known, self._pace)
            except GaveUp as failed:
                kept = str(self._keep(operations, message))
                mend = failed.trouble.mend
                raise CannotPush(self._branch.name, failed.reason, mend, kept) from None

    def _keep(self, operations: Sequence[Operation], message: Message) -> Path:
        from bot.adapters.unsent import keep  # noqa: PLC0415 - knows every operation there is
        from bot.state.wire import Unsent  # noqa: PLC0415

        unsent = Unsent(message.subject, message.trailers, operations)
        return keep(self._folder / "unsent", unsent)
