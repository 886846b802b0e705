"""A signal as the router takes it: the line that `emit` gave, or one just like it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sdk import fields as check
from bot.sdk.errors import BadField
from bot.sdk.refusal import Code, Leave, Refusal
from bot.sdk.signals import VERSION, signal_id

SIGNS = {"LONG": 1, "SHORT": -1, "FLAT": 0}
# The shortest horizon that is settled: an hour later the signal has had its say.
OLDEST = timedelta(hours=1)
EARLIEST = timedelta(minutes=2)


class CannotRoute(BadField):
    act = "route the signal"


@dataclass(frozen=True, slots=True)
class Wanted:
    signal_id: str
    agent: str
    strategy_class: str
    symbol: str
    sign: int
    confidence: float
    ts: datetime

    def timely(self, now: datetime) -> Leave:
        if now - OLDEST <= self.ts <= now + EARLIEST:
            return True
        return Refusal(
            Code.SIGNAL_STALE,
            f"Cannot route the signal: it was made at {check.render(self.ts)} and here it is "
            f"{check.render(now)}; route it within an hour.",
        )


def read_signal(line: object) -> Wanted | Refusal:
    try:
        if not isinstance(line, Mapping):
            raise CannotRoute("signal", line, "use the line that emit() gave")
        return _wanted(line)
    except BadField as error:
        return Refusal(Code.SIGNAL, str(error))


def _wanted(line: Mapping[str, object]) -> Wanted:
    stamped: dict[str, str | float | None] = {
        "agent": check.word(check.NAME, "agent", line.get("agent"), CannotRoute),
        "run_id": check.word(check.TOKEN, "run_id", line.get("run_id"), CannotRoute),
        "symbol": check.word(check.SYMBOL, "symbol", line.get("symbol"), CannotRoute),
        "ts": check.moment("ts", line.get("ts"), CannotRoute),
        "direction": check.word(check.DIRECTION, "direction", line.get("direction"), CannotRoute),
    }
    if line.get("v", VERSION) != VERSION:
        raise CannotRoute("v", line["v"], f"this SDK knows {VERSION}")
    check.share("prob_up", line.get("prob_up"), CannotRoute)
    name = signal_id(stamped)
    if line.get("signal_id", name) != name:
        raise CannotRoute("signal_id", line["signal_id"], f"leave it out: it is {name!r}")
    said = check.share("confidence", line.get("confidence"), CannotRoute)
    kind = check.word(check.NAME, "strategy_class", line.get("strategy_class"), CannotRoute)
    return Wanted(
        signal_id=name,
        agent=str(stamped["agent"]),
        strategy_class=kind,
        symbol=str(stamped["symbol"]),
        sign=SIGNS[str(stamped["direction"])],
        confidence=1.0 if said is None else said,
        ts=datetime.fromisoformat(str(stamped["ts"])),
    )
