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
MOST_HELPERS = 3
QUEUED_EACH = 3
LONGEST_WAIT = 12


def spread(work: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
    """Like `map`; `work` and the items must survive pickling."""
    waiting = iter(items)
    first = list(islice(waiting, FEW))
    if len(first) < FEW or not helpers():
        yield from map(work, chain(first, waiting))
    else:
        yield from _parallel(work, chain(first, waiting))


def helpers() -> int:
    """Count the processes beside this one, which works along while they are busy."""
    return min(MOST_HELPERS, (os.cpu_count() or 1) - 1)


def _parallel(work: Callable[[T], R], items: Iterator[T]) -> Iterator[R]:
    results: deque[Future[R]] = deque()
    # Spawned, as a forked child would inherit the locks of a progress bar's thread. Its work makes
    # many plain values and no cycles: looking for cycles costs a twentieth.
    with ProcessPoolExecutor(helpers(), get_context("spawn"), gc.disable) as pool:
        for item in items:
            busy = sum(not result.done() for result in results)
            helped = busy < helpers() * QUEUED_EACH
            results.append(pool.submit(work, item) if helped else _done(work(item)))
            while results and (results[0].done() or len(results) > LONGEST_WAIT):
                yield results.popleft().result()
        while results:
            yield results.popleft().result()


def _done(value: R) -> Future[R]:
    result: Future[R] = Future()
    result.set_result(value)
    return result
