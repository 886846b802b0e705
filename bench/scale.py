"""python -m bench scale: what a signal takes as lines, deflated as by Git, and as Parquet."""

import argparse
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import TypeVar

from bench.judge.history import BEGIN, draw
from bench.judge.state import FLEET
from bench.machine import sentence
from bot.adapters.lake import parquet
from bot.adapters.lake.columns import form_of
from bot.events.known import TELEMETRY, partition
from bot.ledger import marks, settlements
from bot.ledger.operations import signals_path
from bot.words.canonical import encode_line
from bot.words.instant import day_of
from bot.words.strict_json import parse

SIGNALS = 40_000
MILLION = 1_000_000
HEAD = ("", "lines", "deflated", "Parquet", "s to parse", "s to Parquet", "s from it")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Units:
    """Bytes a signal, and seconds of one processor for a million signals."""

    plain: float
    deflated: float
    columns: float
    parse_s: float
    press_s: float
    unpress_s: float


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench scale", description=__doc__)
    parser.add_argument("--signals", type=int, default=SIGNALS)
    count = parser.parse_args(arguments).signals
    found = {name: units(count, path, each) for name, (path, each) in partitions(count).items()}
    print(f"{sentence()}; a day of {count:,} signals, each with a run and three settlements")
    print("Bytes a signal; seconds of processor a million signals\n")
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for name, one in {**found, "all": total(found.values())}.items():
        print(f"| {name} | {' | '.join(f'{value:,.1f}' for value in astuple(one))} |")


def partitions(count: int) -> Mapping[str, tuple[str, list[bytes]]]:
    drawn, day = draw(BEGIN, FLEET, count), day_of(BEGIN)
    return {
        "signals": (signals_path(day), [one.line() for one in drawn.signals]),
        "telemetry": (partition(TELEMETRY, day), [one.line() for one in drawn.telemetry]),
        "settlements": (
            settlements.path_of(day),
            [encode_line(row.wire()) for row in drawn.rows],
        ),
        "marks": (marks.path_of_day(day), [encode_line(one.wire()) for one in drawn.marks]),
    }


def units(count: int, path: str, lines: Sequence[bytes]) -> Units:
    """Measure one partition, and hold that the very same lines come back from Parquet."""
    form, bare = form_of(path), [line.removesuffix(b"\n") for line in lines]
    assert form is not None
    whole = b"".join(lines)
    _, parsing = _timed(lambda: [parse(line) for line in bare])
    data, pressing = _timed(lambda: parquet.encode(bare, form))
    again, unpressing = _timed(lambda: list(parquet.lines(data, form, path)))
    assert again == bare
    sizes = (len(whole), len(zlib.compress(whole)), len(data))
    seconds = (parsing, pressing, unpressing)
    return Units(*(size / count for size in sizes), *(MILLION * one / count for one in seconds))


def total(found: Iterable[Units]) -> Units:
    return Units(*map(sum, zip(*map(astuple, found), strict=True)))


def _timed(act: Callable[[], Found]) -> tuple[Found, float]:
    start = time.process_time()
    return act(), time.process_time() - start
