"""The state in memory: a tree over a dictionary, and a store that replays like the real ones."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.ports.store import Message, Receipt
from bot.state.tree import Append, Operation, Remove, Replace, Write


class MemoryTree:
    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = dict(files or {})

    def read(self, path: str) -> bytes | None:
        return self.files.get(path)

    def lines(self, path: str) -> Iterator[bytes]:
        return iter(self.files.get(path, b"").splitlines())

    def bring(self, paths: Iterable[str]) -> None:
        """Nothing has to be fetched."""

    def names(self, prefix: str) -> Sequence[str]:
        return sorted(path for path in self.files if path.startswith(prefix))

    def copy(self) -> "MemoryTree":
        return MemoryTree(self.files)

    def run(self, operations: Sequence[Operation]) -> "MemoryTree":
        for operation in operations:
            for write in operation.apply(self):
                self.write(write)
        return self

    def write(self, write: Write) -> None:
        match write:
            case Append(path, data):
                self.files[path] = self.files.get(path, b"") + data
            case Replace(path, data):
                self.files[path] = data
            case Remove(path):
                self.files.pop(path, None)


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
