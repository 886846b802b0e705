"""Settled history as a ledger has it, through an engine: it is not settled again."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from pydantic import ValidationError

from bot.errors import CannotRead
from bot.events.signal import Signal
from bot.ledger.corrections import recosted
from bot.ledger.settlements import ADAPTER, LEDGER, Settlement
from bot.ledger.terms import Terms
from bot.ledger.trust import doubt
from bot.ports.engine import Answer, Engine, Value
from bot.words.canonical import Json
from bot.words.instant import from_ms, render, to_ms
from bot.words.problem import Problem

MOMENTS = frozenset({"ts", "received_at", "settled_at", "entry_at", "exit_at"})

Settled = Callable[[datetime], Sequence[Settlement]]
"""What was settled until a moment, in order of receipt."""


def settled_by(engine: Engine, files: Sequence[str]) -> Settled:
    def settled(until: datetime) -> Sequence[Settlement]:
        engine.show("settlements", files)
        engine.give("known", {"until_ms": int}, [(to_ms(until),)])
        return [_row(answer) for answer in engine.ask("rows")]

    return settled


def of_these(
    settled: Settled, signals: Sequence[Signal], terms: Terms, until: datetime
) -> list[Settlement]:
    """Take what belongs to the signals that are replayed, at the costs of `terms`; or refuse."""
    rows = settled(until)
    reason = doubt(rows, signals, terms, to_ms(until))
    if reason:
        raise CannotRead("the ledger", f"{reason}; settle these events anew: governor backfill")
    ids = {one.signal_id for one in signals}
    return [
        recosted(row, terms)
        for row in rows
        if row.signal_id in ids and row.horizon_hours in terms.horizons
    ]


def never_settled(rows: Sequence[Settlement], terms: Terms) -> Iterator[Problem]:
    """Name the horizons that the ledger does not know: nothing is judged by them."""
    for horizon in sorted({*terms.horizons} - {row.horizon_hours for row in rows}):
        reason = "no signal was settled at this horizon; replay folders of events and prices"
        yield Problem(LEDGER, None, "horizon_hours", str(horizon), reason)


def _row(answer: Answer) -> Settlement:
    fields: dict[str, Json] = {name: _field(name, value) for name, value in answer.items()}
    try:
        return ADAPTER.validate_python(fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{answer['signal_id']} at {answer['horizon_hours']} h"
        reason = f"{'.'.join(map(str, first['loc']))} of {name}: {first['msg']}"
        raise CannotRead("the ledger", reason) from None


def _field(name: str, value: Value) -> Json:
    moment = name in MOMENTS and isinstance(value, int)
    return render(from_ms(int(value or 0))) if moment else value
