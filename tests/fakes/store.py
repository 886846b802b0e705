"""The state in memory: a store that replays like the real ones."""

from collections.abc import Callable, Sequence

from bot.ports.store import Message, Receipt
from bot.state.in_memory import MemoryTree
from bot.state.tree import Operation

__all__ = ["MemoryStore", "MemoryTree"]


class MemoryStore:
    """`rival` changes the tree behind the writer's back once: then the operations run again."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.now = MemoryTree(files)
        self.messages: list[Message] = []
        self.rival: Callable[[MemoryTree], object] | None = None

    def tree(self) -> MemoryTree:
        return self.now.copy()

    def commit(self, operations: Sequence[Operation], message: Message) -> Receipt:
        after = self.now.copy().run(operations)
        if self.rival is not None:
            rival, self.rival = self.rival, None
            rival(self.now)
            receipt = self.commit(operations, message)
            return Receipt(receipt.head, receipt.changed, receipt.tries + 1)
        changed = after.files != self.now.files
        if changed:
            self.now = after
            self.messages.append(message)
        return Receipt(str(len(self.messages)), changed, 1)
