"""`run`: opens a run around a block or a function, and closes it whatever happens."""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import wraps
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from bot.sdk import fields as check
from bot.sdk.ending import end
from bot.sdk.errors import CannotRun
from bot.sdk.outside import variable
from bot.sdk.plan import Plan
from bot.sdk.runs import CURRENT, Run
from bot.sdk.sinks import Target

if TYPE_CHECKING:
    from contextvars import Token

FINGERPRINT = "GOVERNOR_FINGERPRINT"

P = ParamSpec("P")
R = TypeVar("R")


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
        self._joined = outer is not None and self._plan.continues(outer)
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
            end(opened, error)

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
