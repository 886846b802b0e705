"""What was read last, up to so many bytes: one step after another reads the same files."""

from collections import OrderedDict


class Recent:
    """By names that never come to mean anything else."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._held: OrderedDict[str, bytes] = OrderedDict()

    def get(self, name: str) -> bytes | None:
        if name in self._held:
            self._held.move_to_end(name)
        return self._held.get(name)

    def put(self, name: str, data: bytes) -> None:
        """Hold it instead of what was not asked for the longest."""
        self._size += len(data) - len(self._held.pop(name, b""))
        self._held[name] = data
        while self._size > self._most:
            self._size -= len(self._held.popitem(last=False)[1])
