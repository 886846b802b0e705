"""One run of one agent: what it used and how it went, told once, when it ends."""

import os
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from time import perf_counter
from typing import ParamSpec, TypeVar

from bot.sdk.calls import OPENAI, Call, call_of, with_cost
from bot.sdk.errors import CannotRecord
from bot.sdk.fields import render
from bot.sdk.outside import now, warn
from bot.sdk.signals import encode
from bot.sdk.sinks import Sink, settle
from bot.sdk.telemetry import report

CURRENT: ContextVar["Run | None"] = ContextVar("governor_run", default=None)
OPEN: dict[int, "Run"] = {}

P = ParamSpec("P")
R = TypeVar("R")

# A forked child knows its parent's runs, and must not report them a second time.
os.register_at_fork(after_in_child=OPEN.clear)


@dataclass(slots=True, eq=False)
class Run:
    """Threads may share a run: it only ever appends to what it holds."""

    agent: str
    strategy_class: str
    run_id: str
    fingerprint: str | None
    sink: Sink
    host: bool = False
    ended: bool = False
    problems: list[str] = field(default_factory=list)
    _calls: list[Call] = field(default_factory=list)
    _errors: list[int] = field(default_factory=list)
    _counted: BaseException | None = None
    _seen: dict[int, object] = field(default_factory=dict)
    _unfinished: list[Callable[[], None]] = field(default_factory=list)
    _started: float = field(default_factory=perf_counter)

    def __post_init__(self) -> None:
        OPEN[id(self)] = self

    @property
    def errors(self) -> int:
        return sum(self._errors)

    def usage(
        self, response: object, provider: str = OPENAI, *, cost_usd: float | None = None
    ) -> None:
        """Count what a response used: once, however often it is given."""
        call = with_cost(call_of(response, provider), cost_usd)
        if id(response) not in self._seen:
            self._seen[id(response)] = response  # kept, so that no other takes its id
            self.record(call)

    def record(self, call: Call) -> None:
        if id(self) not in OPEN:
            mend = "record inside the run, in the process that opened it"
            raise CannotRecord("run", self.run_id, mend)
        self._calls.append(call)

    def error(self, count: int = 1) -> None:
        """Count what went wrong and was handled; what leaves the body is counted anyway."""
        self._errors.append(count)

    def problem(self, text: str) -> None:
        """Say it to a person, once."""
        if text not in self.problems:
            self.problems.append(text)
            warn(f"run {self.run_id} of {self.agent}: {text}")

    def expect(self, finish: Callable[[], None]) -> None:
        """Have something settled before the report; `finish` may be called twice."""
        self._unfinished.append(finish)

    def count(self, error: BaseException | None) -> None:
        """Count an exception of the body, once, however many runs it passes."""
        if error is not None and error is not self._counted and not _is_clean(error):
            self._counted = error
            self.error()

    def end(self, error: BaseException | None = None) -> None:
        latency_ms = (perf_counter() - self._started) * 1000
        if id(self) not in OPEN:
            return
        for finish in self._unfinished:
            finish()
        self.count(error)
        lines = report(self, self._calls, render(now()), latency_ms, self.problem)
        # Taken out only now: whoever is interrupted before is told when the process ends.
        if OPEN.pop(id(self), None) is not None:
            self.ended = True
            self.sink(b"".join(encode(line) for line in lines))
            settle(self.sink)


def current() -> Run | None:
    """Give the run that this code runs in; threads know none unless `carry` brings it to them."""
    return CURRENT.get()


def carry(function: Callable[P, R]) -> Callable[P, R]:
    """Bring the current run along to another thread: `pool.map(carry(work), items)`."""
    here = CURRENT.get()

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        token = CURRENT.set(here)
        try:
            return function(*args, **kwargs)
        finally:
            CURRENT.reset(token)

    return inside


def _is_clean(error: BaseException) -> bool:
    if isinstance(error, SystemExit):
        return error.code in (None, 0)
    return isinstance(error, GeneratorExit)
