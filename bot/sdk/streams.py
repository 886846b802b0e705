"""A streamed answer, passed on as it comes; its usage is recorded when it ends or breaks."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Protocol

from bot.sdk.calls import unknown
from bot.sdk.errors import CannotRecord
from bot.sdk.outside import warn
from bot.sdk.runs import Run

if TYPE_CHECKING:
    from typing import Self

BROKEN = "a stream ended before its usage arrived"


class Source(Protocol):
    def __iter__(self) -> Iterator[object]: ...
    def close(self) -> object: ...


class AsyncSource(Protocol):
    def __aiter__(self) -> AsyncIterator[object]: ...
    async def close(self) -> object: ...


class Listener:
    """Hears what a stream says of its usage; the last word counts, and it is recorded once."""

    def __init__(self, run: Run, provider: str, model: str | None, *, asked: bool) -> None:
        self._run, self._provider, self._model = run, provider, model
        self._asked = asked
        self._answer: object = None
        self._done = False
        run.expect(self.finish)

    def hear(self, item: object) -> bool:
        """Say whether the item is for the agent: a chunk that only we asked for is not."""
        answer = getattr(item, "response", item)
        if getattr(answer, "usage", None) is None:
            return True
        self._answer = answer
        return not (self._asked and getattr(item, "choices", None) == [])

    def finish(self) -> None:
        if self._done:
            return
        self._done = True
        try:
            if self._answer is None:
                self._run.record(unknown(self._model, self._provider, BROKEN))
            else:
                self._run.usage(self._answer, self._provider)
        except CannotRecord as error:
            warn(str(error))


class WatchedStream:
    def __init__(self, stream: Source, listener: Listener) -> None:
        self._stream, self._listener = stream, listener
        self._items = self._heard()

    def __iter__(self) -> Iterator[object]:
        return self._items

    def __next__(self) -> object:
        return next(self._items)

    def __enter__(self) -> "Self":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def close(self) -> None:
        self._stream.close()
        self._listener.finish()

    def _heard(self) -> Iterator[object]:
        try:
            yield from filter(self._listener.hear, self._stream)
        finally:
            self._listener.finish()


class WatchedAsyncStream:
    def __init__(self, stream: AsyncSource, listener: Listener) -> None:
        self._stream, self._listener = stream, listener
        self._items = self._heard()

    def __aiter__(self) -> AsyncIterator[object]:
        return self._items

    async def __anext__(self) -> object:
        return await anext(self._items)

    async def __aenter__(self) -> "Self":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    async def close(self) -> None:
        await self._stream.close()
        self._listener.finish()

    async def _heard(self) -> AsyncIterator[object]:
        try:
            async for item in self._stream:
                if self._listener.hear(item):
                    yield item
        finally:
            self._listener.finish()
