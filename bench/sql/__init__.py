"""A ledger of millions of rows to the measures of every agent: by hand, by us, on each engine."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.row import Row, Size
from bench.sql.engines import on_engines
from bench.sql.ledger import make
from bench.sql.one_machine import beside_hand, within_memory

USUAL, QUICK, LARGE = 5_000_000, 30_000, 50_000_000
TURNS = 5


def rows(size: Size) -> Iterator[Row]:
    count = QUICK if size is Size.QUICK else USUAL
    with TemporaryDirectory(prefix="governor-bench-") as place:
        folder = Path(place)
        make(folder / "ledger", count)
        yield from beside_hand(folder / "ledger", count, turns_=TURNS)
        yield from on_engines(folder / "ledger", count, small=size is Size.QUICK)
    if size is Size.LARGE:
        with TemporaryDirectory(prefix="governor-bench-") as place:
            make(Path(place), LARGE)
            yield within_memory(Path(place), LARGE)
