"""Batches as JSON, so that events which could not be sent are kept and sent later."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.events.batch import Batch, Block, Refused
from bot.events.identity import of_stored_signal, of_stored_telemetry
from bot.words.canonical import Json
from bot.words.problem import Problem


def encode(batch: Batch) -> dict[str, Json]:
    return {
        "source": batch.source,
        "signals": _pack(batch.signals),
        "telemetry": _pack(batch.telemetry),
        "refused": [
            {
                **refused.problem.wire(),
                "raw": b64encode(refused.raw).decode(),
                "identity": refused.identity.hex(),
            }
            for refused in batch.refused
        ],
        "lines": batch.lines,
        "empty": batch.empty,
        "size": batch.size,
    }


def decode(fields: Mapping[str, Any]) -> Batch:
    return Batch(
        source=fields["source"],
        signals=_unpack(fields["signals"], of_stored_signal),
        telemetry=_unpack(fields["telemetry"], of_stored_telemetry),
        refused=tuple(_refused(record) for record in fields["refused"]),
        lines=fields["lines"],
        empty=fields["empty"],
        size=fields["size"],
    )


def _pack(block: Block) -> list[Json]:
    lines = block.data.decode().splitlines(keepends=True)
    return [[number, line] for number, line in zip(block.numbers, lines, strict=True)]


def _unpack(pairs: Sequence[tuple[int, str]], identify: Callable[[bytes], bytes]) -> Block:
    return Block.of([(number, identify(line.encode()), line) for number, line in pairs])


def _refused(record: Mapping[str, Any]) -> Refused:
    where = {name: record[name] for name in ("file", "line", "field", "value", "reason")}
    identity = bytes.fromhex(record.get("identity", ""))
    return Refused(Problem(**where), b64decode(record["raw"]), identity)
