"""Where lines come from, and how the work on them may be spread."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Source(Protocol):
    """A file or a stream; it gives the same bytes each time it is read."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    def blocks(self) -> Iterator[bytes]: ...


class Spread(Protocol):
    """Like `map`, in order, holding few items at a time; perhaps over several processes."""

    def __call__(self, work: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]: ...
