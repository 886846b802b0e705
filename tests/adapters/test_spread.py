import os
from collections.abc import Iterator
from functools import partial
from itertools import count, islice

import pytest

from bot.adapters.spread import FEW, spread
from bot.commands.admission import Admission
from bot.commands.ingest import ingest
from tests.fakes.events import NOW, TOLERANCE, line, signal
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore

power = partial(pow, 2)


def pid_of(_: int) -> int:
    return os.getpid()


@pytest.mark.parametrize("items", [0, 1, FEW - 1, FEW, 5 * FEW])
def test_results_come_in_the_order_of_the_items(items: int) -> None:
    assert list(spread(power, range(items))) == [2**item for item in range(items)]


def test_few_items_start_no_process() -> None:
    assert set(spread(lambda _: os.getpid(), range(FEW - 1))) == {os.getpid()}


def test_it_does_not_run_far_ahead_of_who_reads() -> None:
    taken = count()
    items: Iterator[int] = (next(taken) for _ in range(10_000))
    assert list(islice(spread(abs, items), 3)) == [0, 1, 2]
    assert next(taken) < 100


def test_a_failure_in_a_worker_reaches_the_caller() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        list(spread(int, ["1"] * 20 + ["x"]))


class Big:
    """Twelve megabytes of lines, each tenth broken."""

    name = "big.jsonl"
    size = 0

    def blocks(self) -> Iterator[bytes]:
        for number in range(12):
            good = [line(signal(run_id=f"r-{number}-{place}")) for place in range(90)]
            padding = [text.ljust(1_900) for text in good]
            yield b"\n".join([*padding, b"{", b" ", b"}"]) + b"\n"


def test_events_are_judged_the_same_in_one_process_and_in_several() -> None:
    alone, many = MemoryStore(), MemoryStore()
    for store, how in ((alone, map), (many, spread)):
        ingest(store, HeardOutput(), [Big()], NOW, Admission(TOLERANCE), spread=how)
    assert alone.now.files == many.now.files
    assert len(alone.now.files) == 2
