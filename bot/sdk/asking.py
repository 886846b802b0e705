"""One question to a language model, and whatever form its answer comes in."""

from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import cast

from bot.sdk.calls import unknown
from bot.sdk.errors import CannotRecord
from bot.sdk.outside import warn
from bot.sdk.runs import Run
from bot.sdk.streams import AsyncSource, Listener, Source, WatchedAsyncStream, WatchedStream

UNSEEN = "a raw answer was not read; read it, or use the plain method"


@dataclass(frozen=True, slots=True)
class Ask:
    """`asked` where we, not the agent, asked the stream for its usage."""

    run: Run | None
    provider: str
    model: str | None = None
    asked: bool = False

    def answer(self, result: object) -> object:
        """Record it, and give it on to the agent; this never fails for the agent."""
        if self.run is None:
            warn(f"{self.model or 'a model'} was asked outside of a run; its cost is not recorded")
            return result
        if is_stream(result):
            return self._stream(result, self.run)
        try:
            self._record(result, self.run)
        except CannotRecord as error:
            warn(str(error))
        return result

    def _stream(self, stream: object, run: Run) -> WatchedStream | WatchedAsyncStream:
        listener = Listener(run, self.provider, self.model, asked=self.asked)
        if hasattr(stream, "__aiter__"):
            return WatchedAsyncStream(cast("AsyncSource", stream), listener)
        return WatchedStream(cast("Source", stream), listener)

    def _record(self, result: object, run: Run) -> None:
        raw = getattr(result, "http_response", None)
        body = result if raw is None else _read(result, raw)
        try:
            run.usage(body, self.provider)
        except CannotRecord:
            run.record(unknown(self.model, self.provider, UNSEEN))


def is_stream(result: object) -> bool:
    iterable = hasattr(result, "__iter__") or hasattr(result, "__aiter__")
    return iterable and hasattr(result, "close")


def _read(result: object, raw: object) -> object:
    """Parse a raw response that has arrived as a whole; any other is the agent's to read."""
    parse = getattr(result, "parse", None)
    whole = getattr(raw, "is_closed", False) and not iscoroutinefunction(parse)
    return parse() if whole and callable(parse) else None
