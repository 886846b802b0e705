"""A chunk of lines judged: what may be stored, packed closely, and what is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.events.check import check
from bot.events.chunk import Chunk
from bot.events.fault import Fault
from bot.events.kind import SIGNAL, TELEMETRY
from bot.events.tolerance import Intake
from bot.words.problem import Problem

OVERLONG_KEPT = 1024


Numbered: TypeAlias = tuple[int, bytes, str]
"""The line number of an event, its identity, and the line to store."""


@dataclass(frozen=True, slots=True)
class Block:
    """Events of one kind, packed: a million small objects would cost more than their content."""

    data: bytes = b""
    numbers: tuple[int, ...] = ()
    identities: bytes = b""

    @classmethod
    def of(cls, events: Sequence[Numbered]) -> "Block":
        if not events:
            return cls()
        numbers, identities, lines = zip(*events, strict=True)
        return cls("".join(lines).encode(), numbers, b"".join(identities))

    def lines(self) -> list[bytes]:
        return self.data.splitlines(keepends=True)


@dataclass(frozen=True, slots=True)
class Refused:
    """`identity` is that of a sound line, which is no news where the very same is stored."""

    problem: Problem
    raw: bytes
    identity: bytes = b""


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
    found: dict[str, list[Numbered]] = {SIGNAL: [], TELEMETRY: []}
    refused: list[Refused] = []
    empty = 0
    lines = chunk.lines()
    for number, line in enumerate(lines, chunk.first_line):
        if not line or line.isspace():
            empty += 1
            continue
        outcome = check(line, intake)
        if isinstance(outcome, Fault):
            refused.append(_refused(chunk.source, number, outcome, line, intake))
        elif outcome.stranger:
            problem = Problem(chunk.source, number, *outcome.stranger)
            refused.append(Refused(problem, line, outcome.identity))
        else:
            found[outcome.kind].append((number, outcome.identity, outcome.line))
    signals, telemetry = (Block.of(found[kind]) for kind in (SIGNAL, TELEMETRY))
    full = len(lines) - empty
    return Batch(chunk.source, signals, telemetry, tuple(refused), full, empty, len(chunk.data))


def _refused(source: str, number: int, fault: Fault, line: bytes, intake: Intake) -> Refused:
    limit = intake.tolerance.max_line_bytes
    kept = line if len(line) <= limit else line[:OVERLONG_KEPT]
    return Refused(Problem(source, number, *fault), kept)
