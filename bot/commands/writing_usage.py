"""What asking a model cost, as telemetry of Governor itself."""

from collections.abc import Sequence
from datetime import datetime
from math import fsum

from bot.events.batch import judge
from bot.events.chunk import chunks, slices
from bot.events.registry import OURSELVES
from bot.events.store import StoreEvents
from bot.events.telemetry import Telemetry
from bot.events.tolerance import Intake, Tolerance
from bot.ledger.operations import Reopen
from bot.ports.writer import Writer
from bot.state.tree import Operation
from bot.words.instant import to_ms


def usage_operations(
    writer: Writer, job: str, now: datetime, tolerance: Tolerance
) -> Sequence[Operation]:
    """Store one report of the run; nothing where nobody was asked."""
    if not writer.used:
        return ()
    intake = Intake.at(now, tolerance)
    line = _report(writer, job, now).line()
    found = chunks(f"governor {job}", slices(line), tolerance.max_line_bytes)
    batches = tuple(judge(chunk, intake) for chunk in found)
    return StoreEvents(intake, batches), Reopen(intake.day)


def _report(writer: Writer, job: str, now: datetime) -> Telemetry:
    used = writer.used
    return Telemetry(
        ts=now,
        agent=OURSELVES,
        run_id=f"{job}-{to_ms(now)}",
        latency_ms=round(fsum(one.latency_ms for one in used), 3),
        tokens_in=sum(one.tokens_in for one in used),
        tokens_out=sum(one.tokens_out for one in used),
        cost_usd=round(fsum(one.cost_usd for one in used), 6),
        errors=sum(not one.answered for one in used),
        model=writer.model,
        provider=writer.provider,
        cached_tokens=sum(one.cached_tokens for one in used),
    )
