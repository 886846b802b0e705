"""Takes turns, so that a busy machine slows everybody; the first turn warms up and is dropped."""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from bench.child import Ran
from bench.row import Measured

Found = TypeVar("Found")


def in_turn(acts: Sequence[Callable[[], Found]], turns: int) -> list[list[Found]]:
    """Give what each act gave, one a turn."""
    found = [[act() for act in acts] for _ in range(turns + 1)][1:]
    return [list(each) for each in zip(*found, strict=True)]


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def of_children(label: str, runs: Sequence[Ran]) -> Measured:
    return Measured(label, tuple(one.seconds for one in runs), max(one.peak_mb for one in runs))
