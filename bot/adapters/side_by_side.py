"""Long work on something large that all of it shares, in a few processes, in order."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

WORKERS = 2
_shared: list[Any] = []


def side_by_side(work: Callable[[S, T], R], shared: S, items: Sequence[T]) -> Iterator[R]:
    """Hand `shared` to each process once; all three must survive pickling."""
    if len(items) < WORKERS:
        yield from (work(shared, item) for item in items)
        return
    # Spawned, as a forked child would inherit the locks of a progress bar's thread.
    with ProcessPoolExecutor(WORKERS, get_context("spawn"), _take, (shared,)) as pool:
        yield from pool.map(_worked, [(work, item) for item in items])


def _take(shared: object) -> None:
    _shared[:] = [shared]


def _worked(job: tuple[Callable[[Any, T], R], T]) -> R:
    work, item = job
    return work(_shared[0], item)
