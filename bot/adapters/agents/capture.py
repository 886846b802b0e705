"""What a process writes, kept up to a limit: its beginning and its end."""

from dataclasses import dataclass, field

from bot.words.count import plural
from bot.words.masking import Masker

HEAD_BYTES, TAIL_BYTES = 16_384, 49_152


@dataclass(slots=True)
class Capture:
    """Keeps a margin beyond each cut, so that a secret which the cut runs through is still seen."""

    masker: Masker
    head_bytes: int = HEAD_BYTES
    tail_bytes: int = TAIL_BYTES
    _head: bytearray = field(default_factory=bytearray)
    _tail: bytearray = field(default_factory=bytearray)
    _total: int = 0

    def take(self, data: bytes) -> None:
        self._total += len(data)
        room = self.head_bytes + self.tail_bytes + self.masker.longest - len(self._head)
        self._head += data[: max(0, room)]
        self._tail += data
        del self._tail[: -(self.tail_bytes + self.masker.longest)]

    def text(self) -> str:
        head, tail, kept = bytes(self._head), bytes(self._tail), self.head_bytes + self.tail_bytes
        if self._total <= kept:
            return self.masker.mask(head).decode(errors="replace")
        parts = (
            self.masker.mask(head, end=self.head_bytes),
            f"\n[… {plural(self._total - kept, 'byte')} left out …]\n".encode(),
            self.masker.mask(tail, start=len(tail) - self.tail_bytes),
        )
        return b"".join(parts).decode(errors="replace")
