"""Settled history as a ledger has it, through an engine: it is not settled again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from bot.ledger.corrections import recosted
from bot.ledger.settlements import LEDGER, Settlement, from_wire
from bot.ledger.terms import Terms
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
    rows: Iterable[Settlement], signal_ids: frozenset[str], terms: Terms
) -> list[Settlement]:
    """Keep what belongs to the signals that are replayed, at the costs of `terms`."""
    return [
        recosted(row, terms)
        for row in rows
        if row.signal_id in signal_ids and row.horizon_hours in terms.horizons
    ]


def never_settled(rows: Sequence[Settlement], terms: Terms) -> Iterator[Problem]:
    """Name the horizons that the ledger does not know: nothing is judged by them."""
    for horizon in sorted({*terms.horizons} - {row.horizon_hours for row in rows}):
        reason = "no signal was settled at this horizon; replay folders of events and prices"
        yield Problem(LEDGER, None, "horizon_hours", str(horizon), reason)


def _row(answer: Answer) -> Settlement:
    fields: dict[str, Json] = {name: _field(name, value) for name, value in answer.items()}
    return from_wire(fields)


def _field(name: str, value: Value) -> Json:
    moment = name in MOMENTS and isinstance(value, int)
    return render(from_ms(int(value or 0))) if moment else value
