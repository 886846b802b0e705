"""A chunk of lines judged: what may be stored, packed closely, and what is refused."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.events.check import Event, check
from bot.events.chunk import Chunk
from bot.events.fault import Fault
from bot.events.identity import CONTENT_BYTES, KEY_BYTES, Identity
from bot.events.kind import SIGNAL, TELEMETRY
from bot.events.tolerance import Intake
from bot.words.problem import Problem

OVERLONG_KEPT = 1024


@dataclass(frozen=True, slots=True)
class Block:
    """Events of one kind: their lines, and side by side the number and identity of each."""

    data: bytes = b""
    numbers: tuple[int, ...] = ()
    keys: bytes = b""
    contents: bytes = b""

    @classmethod
    def of(cls, events: Sequence[tuple[int, Identity, str]]) -> "Block":
        return cls(
            data="".join([line for _, _, line in events]).encode(),
            numbers=tuple([number for number, _, _ in events]),
            keys=b"".join([key for _, (key, _), _ in events]),
            contents=b"".join([content for _, (_, content), _ in events]),
        )

    def identities(self) -> Iterator[tuple[bytes, bytes]]:
        keys, contents = self.keys, self.contents
        for at in range(len(self.numbers)):
            key = keys[at * KEY_BYTES : (at + 1) * KEY_BYTES]
            yield key, contents[at * CONTENT_BYTES : (at + 1) * CONTENT_BYTES]

    def lines(self) -> list[bytes]:
        return self.data.splitlines(keepends=True)


@dataclass(frozen=True, slots=True)
class Refused:
    problem: Problem
    raw: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    source: str
    signals: Block
    telemetry: Block
    refused: tuple[Refused, ...]
    lines: int
    empty: int
    size: int


def judge(chunk: Chunk, intake: Intake) -> Batch:
    found: dict[str, list[tuple[int, Identity, str]]] = {SIGNAL: [], TELEMETRY: []}
    refused: list[Refused] = []
    empty = 0
    lines = chunk.lines()
    for number, line in enumerate(lines, chunk.first_line):
        if not line or line.isspace():
            empty += 1
            continue
        outcome = check(line, intake)
        if isinstance(outcome, Event):
            found[outcome.kind].append((number, outcome.identity, outcome.line))
        else:
            refused.append(_refused(chunk.source, number, outcome, line, intake))
    signals, telemetry = (Block.of(found[kind]) for kind in (SIGNAL, TELEMETRY))
    full = len(lines) - empty
    return Batch(chunk.source, signals, telemetry, tuple(refused), full, empty, len(chunk.data))


def _refused(source: str, number: int, fault: Fault, line: bytes, intake: Intake) -> Refused:
    limit = intake.tolerance.max_line_bytes
    kept = line if len(line) <= limit else line[:OVERLONG_KEPT]
    return Refused(Problem(source, number, *fault), kept)
