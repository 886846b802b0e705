"""Work spread over processes, in order; a few items are not worth a process."""

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

FEW = 8
MOST_WORKERS = 4
QUEUED_EACH = 3


def spread(work: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
    """Like `map`; `work` and the items must survive pickling."""
    waiting = iter(items)
    first = list(islice(waiting, FEW))
    if len(first) < FEW:
        yield from map(work, first)
    else:
        yield from _parallel(work, chain(first, waiting))


def workers() -> int:
    return min(MOST_WORKERS, os.cpu_count() or 1)


def _parallel(work: Callable[[T], R], items: Iterator[T]) -> Iterator[R]:
    """Leave all work to the others: busy with its own, this process would serve them too late."""
    results: deque[Future[R]] = deque()
    # Spawned, as a forked child would inherit the locks of a progress bar's thread. Its work makes
    # many plain values and no cycles: looking for cycles costs a twentieth.
    with ProcessPoolExecutor(workers(), get_context("spawn"), gc.disable) as pool:
        for item in items:
            results.append(pool.submit(work, item))
            if len(results) >= workers() * QUEUED_EACH:
                yield results.popleft().result()
        while results:
            yield results.popleft().result()
