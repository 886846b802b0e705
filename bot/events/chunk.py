"""Bytes cut into whole lines, however they arrive; a line without end is never held whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of one source; `data` may lack the newline of the last line of all."""

    source: str
    first_line: int
    data: bytes

    def lines(self) -> list[bytes]:
        data = self.data.removeprefix(BOM) if self.first_line == 1 else self.data
        return data.removesuffix(b"\n").split(b"\n")


def chunks(source: str, blocks: Iterable[bytes], longest: int) -> Iterator[Chunk]:
    """Cut a line that is longer than `longest` so that it still is too long, and no longer."""
    number, pending = 1, b""
    for block in blocks:
        data = pending + block
        end = data.rfind(b"\n") + 1
        if end:
            yield Chunk(source, number, data[:end])
            number += data.count(b"\n", 0, end)
        pending = data[end : end + len(BOM) + longest + 1]
    if pending:
        yield Chunk(source, number, pending)


def slices(data: bytes) -> Iterator[bytes]:
    return (data[start : start + BLOCK] for start in range(0, len(data), BLOCK))
