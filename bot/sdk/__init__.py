"""Sdk: what an agent imports, wherever it runs.

Takes: what an agent and its models return, the lease, a few GOVERNOR_ variables.
Gives: lines that ingest takes as they are; leave to run and trade, or a refusal with its reason.
May import: nothing.
Never: a third-party module at import, another room, a judgement of its own.

Each name is loaded when it is first asked for. No module is named like an export, since
importing that module would hide the export.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.sdk.emitting import emit, emit_all
    from bot.sdk.errors import (
        CannotEmit,
        CannotRecord,
        CannotRun,
        CannotWrite,
        MayNotTrade,
        SdkError,
    )
    from bot.sdk.opening import run
    from bot.sdk.otel import export_otel
    from bot.sdk.refusal import Refusal
    from bot.sdk.runs import Run, carry, current
    from bot.sdk.ticket import Ticket
    from bot.sdk.trading import mark, may_run, may_trade, regime, require_live, route
    from bot.sdk.watching import usage, watch

__all__ = [
    "CannotEmit",
    "CannotRecord",
    "CannotRun",
    "CannotWrite",
    "MayNotTrade",
    "Refusal",
    "Run",
    "SdkError",
    "Ticket",
    "carry",
    "current",
    "emit",
    "emit_all",
    "export_otel",
    "mark",
    "may_run",
    "may_trade",
    "regime",
    "require_live",
    "route",
    "run",
    "usage",
    "watch",
]

EXPORTS = {
    "CannotEmit": "bot.sdk.errors",
    "CannotRecord": "bot.sdk.errors",
    "CannotRun": "bot.sdk.errors",
    "CannotWrite": "bot.sdk.errors",
    "MayNotTrade": "bot.sdk.errors",
    "Refusal": "bot.sdk.refusal",
    "Run": "bot.sdk.runs",
    "SdkError": "bot.sdk.errors",
    "Ticket": "bot.sdk.ticket",
    "carry": "bot.sdk.runs",
    "current": "bot.sdk.runs",
    "emit": "bot.sdk.emitting",
    "emit_all": "bot.sdk.emitting",
    "export_otel": "bot.sdk.otel",
    "mark": "bot.sdk.trading",
    "may_run": "bot.sdk.trading",
    "may_trade": "bot.sdk.trading",
    "regime": "bot.sdk.trading",
    "require_live": "bot.sdk.trading",
    "route": "bot.sdk.trading",
    "run": "bot.sdk.opening",
    "usage": "bot.sdk.watching",
    "watch": "bot.sdk.watching",
}


def __getattr__(name: str) -> object:
    if name not in EXPORTS:
        raise AttributeError(f"bot.sdk gives no {name!r}; it gives {', '.join(EXPORTS)}")
    found: object = getattr(import_module(EXPORTS[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return [*globals(), *EXPORTS]
