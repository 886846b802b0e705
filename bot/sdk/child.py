"""`python -m bot.sdk.child module:function`: one run of one agent, in a process of its own.

Governor starts it, and says in the environment what the run is called and where its lines go.
What the agent returns is emitted; whatever happens, the run reports.
"""

import asyncio
import resource
import signal
import sys
import traceback
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from inspect import isawaitable
from types import FrameType
from typing import NoReturn

from bot.sdk import outside
from bot.sdk.emitting import emit_all
from bot.sdk.errors import BadField, CannotEmit
from bot.sdk.opening import run

BACKSTOP = 4
MB = 1 << 20
TERMINATED = 128 + signal.SIGTERM
MEND = "let it return a dict, a list of dicts, or None"


class CannotFind(BadField):
    act = "find the agent"


def main(arguments: Sequence[str]) -> int:
    given = _read(arguments)
    _limit_memory(given.memory_mb)
    signal.signal(signal.SIGTERM, _end)
    if given.now:
        outside.turn_clock(datetime.fromisoformat(given.now))
    sys.path.insert(0, outside.variable("GOVERNOR_REPO") or ".")
    agent, family = map(outside.variable, ("GOVERNOR_AGENT", "GOVERNOR_STRATEGY_CLASS"))
    run_id = outside.variable("GOVERNOR_RUN_ID")
    try:
        with run(agent or "", family or "", run_id=run_id, host=True):
            emit_all(_signals(_call(_found(given.entry_point))))
    except CannotFind as error:
        outside.warn(str(error))
        return 1
    except Exception:  # noqa: BLE001 - the agent's author reads it, Governor reads the exit code
        traceback.print_exc()
        return 1
    return 0


def _read(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m bot.sdk.child")
    parser.add_argument("entry_point", metavar="MODULE:FUNCTION")
    parser.add_argument("--memory-mb", type=int, default=0)
    parser.add_argument("--now", default="", help="take this to be the time")
    return parser.parse_args(arguments)


def _limit_memory(megabytes: int) -> None:
    """Stop one huge allocation, which is over before anybody who watches looks again."""
    if megabytes:
        limit = BACKSTOP * megabytes * MB
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """Leave through the run, so that it still tells what it has spent."""
    del number, frame
    raise SystemExit(TERMINATED)


def _found(entry_point: str) -> Callable[[], object]:
    """Give the function; what goes wrong inside of its module is its author's to see."""
    module, _, name = entry_point.partition(":")
    try:
        found: object = getattr(import_module(module), name, None)
    except ModuleNotFoundError as error:
        if not f"{module}.".startswith(f"{error.name}."):
            raise
        mend = f"there is no module {error.name} below {sys.path[0]}"
        raise CannotFind("entry_point", entry_point, mend) from None
    if not callable(found):
        mend = f"{module} has {'no function' if found is None else 'something else'} named {name}"
        raise CannotFind("entry_point", entry_point, mend)
    return found


def _call(function: Callable[[], object]) -> object:
    found = function()
    return asyncio.run(_awaited(found)) if isawaitable(found) else found


async def _awaited(found: Awaitable[object]) -> object:
    return await found


def _signals(returned: object) -> Iterable[object]:
    if returned is None:
        return ()
    if isinstance(returned, Mapping):
        return (returned,)
    if isinstance(returned, list | tuple):
        return returned
    raise CannotEmit("what the agent returned", returned, MEND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
