"""`run`: opens a run around a block or a function, and closes it whatever happens."""

import atexit
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from bot.sdk import fields as check
from bot.sdk.errors import CannotRun
from bot.sdk.outside import now, unique, variable, warn
from bot.sdk.runs import CURRENT, OPEN, Run
from bot.sdk.sinks import Target, sink_of

if TYPE_CHECKING:
    from contextvars import Token

FINGERPRINT = "GOVERNOR_FINGERPRINT"

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will be, each time it is opened."""

    agent: str
    strategy_class: str
    run_id: str | None
    fingerprint: str | None
    sink: Target
    host: bool

    def open(self) -> Run:
        stamp = now().strftime("%Y%m%dT%H%M%SZ")
        return Run(
            self.agent,
            self.strategy_class,
            self.run_id or f"{self.agent}-{stamp}-{unique(5)}",
            self.fingerprint,
            sink_of(self.sink),
            self.host,
        )


def run(
    agent: str,
    strategy_class: str,
    *,
    run_id: str | None = None,
    fingerprint: str | None = None,
    sink: Target = None,
    host: bool = False,
) -> "Opening":
    """Open a run around a block, with or async with, or around each call of a function.

    `sink` is a file, a folder that ends with /, or a function of bytes; by default GOVERNOR_EVENTS,
    or the inbox of the repository. In a `host`, runs of the same agent continue that one.
    """
    fingerprint = fingerprint or variable(FINGERPRINT)
    return Opening(
        Plan(
            check.word(check.NAME, "agent", agent, CannotRun),
            check.word(check.NAME, "strategy_class", strategy_class, CannotRun),
            check.word_or_null(check.TOKEN, "run_id", run_id, CannotRun),
            check.word_or_null(check.TOKEN, "fingerprint", fingerprint, CannotRun),
            sink,
            host,
        )
    )


class Opening:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._run: Run | None = None
        self._token: Token[Run | None] | None = None
        self._joined = False

    def __enter__(self) -> Run:
        if self._run is not None:
            raise CannotRun("run", self._run.run_id, "it is open; call run(…) anew for each with")
        outer = CURRENT.get()
        self._joined = outer is not None and _continues(self._plan, outer)
        self._run = outer if outer is not None and self._joined else self._plan.open()
        self._token = CURRENT.set(self._run)
        return self._run

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        opened, token = self._run, self._token
        self._run = self._token = None
        if opened is None or token is None:
            return
        with suppress(ValueError):  # closed in another context than it was opened in
            CURRENT.reset(token)
        if self._joined:
            opened.count(error)
        else:
            _end(opened, error)

    async def __aenter__(self) -> Run:
        return self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.__exit__(kind, error, trace)

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Open a run of its own around each call."""
        if isgeneratorfunction(function) or isasyncgenfunction(function):
            raise CannotRun("function", function, "use `with run(…)` in it: a generator may stop")
        if iscoroutinefunction(function):
            return cast("Callable[P, R]", self._around_async(function))

        @wraps(function)
        def inside(*args: P.args, **kwargs: P.kwargs) -> R:
            with Opening(self._plan):
                return function(*args, **kwargs)

        return inside

    def _around_async(
        self, function: Callable[P, Coroutine[Any, Any, R]]
    ) -> Callable[P, Coroutine[Any, Any, R]]:
        @wraps(function)
        async def inside(*args: P.args, **kwargs: P.kwargs) -> R:
            with Opening(self._plan):
                return await function(*args, **kwargs)

        return inside


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


def _continues(plan: Plan, outer: Run) -> bool:
    same = (plan.agent, plan.strategy_class) == (outer.agent, outer.strategy_class)
    return outer.host and same and plan.run_id in (None, outer.run_id) and id(outer) in OPEN


def _end(opened: Run, error: BaseException | None) -> None:
    """Let the exception of the body go on unchanged, also where the report cannot be written."""
    try:
        opened.end(error)
    except Exception as failure:
        if error is None:
            raise
        warn(f"run {opened.run_id} of {opened.agent} could not be reported: {failure}")


@atexit.register
def _end_all() -> None:
    for opened in list(OPEN.values()):
        opened.error()
        opened.problem("it was still open when its process ended, and counts as an error")
        try:
            opened.end()
        except Exception as failure:  # noqa: BLE001 - the other runs are to be reported too
            warn(f"run {opened.run_id} of {opened.agent} could not be reported: {failure}")
