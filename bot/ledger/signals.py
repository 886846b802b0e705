"""Stored signals as the ledger takes them: each once, in order of receipt."""

from collections.abc import Iterable

from pydantic import ValidationError

from bot.errors import CorruptState
from bot.events.signal import Direction, Signal, parse
from bot.words.instant import day_of, to_ms

SIGNS = {Direction.LONG: 1, Direction.SHORT: -1, Direction.FLAT: 0}


def read(lines: Iterable[bytes], path: str) -> list[Signal]:
    return [_read(line, f"{path}:{number}") for number, line in enumerate(lines, 1)]


def _read(line: bytes, where: str) -> Signal:
    try:
        return parse(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = "".join(f"{step}: " for step in first["loc"])
        raise CorruptState(where, f"it is not a signal ({field}{first['msg']})") from None
    except ValueError as error:
        raise CorruptState(where, f"it is not a signal ({error})") from None


def received_ms(signal: Signal) -> int:
    return to_ms(signal.received_at)


def day(signal: Signal) -> str:
    """Name the partition of a signal and of its settlements."""
    return day_of(signal.received_at)


def distinct(signals: Iterable[Signal]) -> list[Signal]:
    """Order by receipt; of a signal that was received twice the first receipt counts."""
    first: dict[str, Signal] = {}
    for signal in sorted(signals, key=_order):
        first.setdefault(signal.signal_id, signal)
    return list(first.values())


def _order(signal: Signal) -> tuple[int, str]:
    return received_ms(signal), signal.signal_id
