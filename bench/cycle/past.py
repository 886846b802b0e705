"""A state folder with a long past, and 100 pairs that fall due with the cycle after next."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bench.judge.history import BEGIN, REGIMES, SYMBOLS, TERMS, draw
from bench.judge.state import FLEET, Grown, grow
from bot.events.known import TELEMETRY, partition
from bot.events.signal import Direction, Signal
from bot.ledger import marks, settlements
from bot.ledger.due import ripe_ms
from bot.ledger.operations import signals_path
from bot.ledger.progress import RECONCILE, Progress
from bot.ledger.signals import received_ms
from bot.state.documents import put
from bot.words.canonical import digest, encode_line
from bot.words.instant import DAY, day_of, render, to_ms

DUE = 100
STEP = timedelta(minutes=30)
YOUNG = timedelta(minutes=50)  # what was received so long before falls due within a step
OPEN_DAYS = 4
SPAN = 4  # an exit lies on the day after, and is known on that day or the next
IDENTITY = re.compile(rb'("signal_id":")....')


def grow_past(root: Path, days: int, signals: int) -> Grown:
    """Leave so many days behind, and 100 pairs to settle with the second cycle from now."""
    grown = grow(root, days, signals)
    _add(root, grown, DUE - _due(grown))
    done = Progress(complete_through=day_of(grown.now - OPEN_DAYS * DAY))
    write(root, RECONCILE.pattern, put(RECONCILE.pattern, done).data)
    return grown


def next_cycle(grown: Grown) -> datetime:
    return grown.now + STEP


def _due(grown: Grown) -> int:
    now, then = to_ms(grown.now), to_ms(next_cycle(grown))
    received = (
        received_ms(one)
        for drawn in grown.recent.values()
        for one in drawn.signals
        if one.received_at <= grown.now
    )
    return sum(
        now < ripe_ms(at, horizon, TERMS) <= then for at in received for horizon in TERMS.horizons
    )


def _add(root: Path, grown: Grown, count: int) -> None:
    assert count >= 0, "so many signals a day make more than 100 pairs due"
    path = root / signals_path(day_of(grown.now))
    more = b"".join(_young(grown, number).line() for number in range(count))
    path.write_bytes(path.read_bytes() + more)


def _young(grown: Grown, number: int) -> Signal:
    at = grown.now - YOUNG + timedelta(seconds=number)
    agent = FLEET[number % len(FLEET)]
    return Signal(
        signal_id=digest([agent, render(at), "young"]),
        ts=at - timedelta(seconds=5),
        received_at=at,
        agent=agent,
        strategy_class=f"class-{agent[-1]}",
        run_id=f"{agent}-{to_ms(at)}",
        symbol=SYMBOLS[number % len(SYMBOLS)],
        direction=Direction.LONG if number % 2 else Direction.SHORT,
        prob_up=0.5,
        confidence=0.7,
        score_final=0.2,
        regime=REGIMES[0],
    )


def prepend(root: Path, days: int, signals: int) -> int:
    """Write older days before the first: one drawn day, moved and renamed. Gives the rows."""
    template, count = _template(signals)
    for back in range(1, days + 1):
        day = day_of(BEGIN - back * DAY)
        for path_of, data in template:
            write(root, path_of(day), _moved(data, back))
    return days * count


def _template(signals: int) -> tuple[list[tuple[Callable[[str], str], bytes]], int]:
    drawn = draw(BEGIN, FLEET, signals)
    lines: list[tuple[Callable[[str], str], list[bytes]]] = [
        (signals_path, [one.line() for one in drawn.signals]),
        (partial(partition, TELEMETRY), [one.line() for one in drawn.telemetry]),
        (settlements.path_of, [encode_line(row.wire()) for row in drawn.rows]),
        (marks.path_of_day, [encode_line(one.wire()) for one in drawn.marks]),
    ]
    return [(path_of, b"".join(each)) for path_of, each in lines], len(drawn.rows)


def _moved(data: bytes, back: int) -> bytes:
    """Move every date that a day's lines name, the earliest first, and give signals new names."""
    for day in (BEGIN + number * DAY for number in range(SPAN)):
        data = data.replace(day_of(day).encode(), day_of(day - back * DAY).encode())
    return IDENTITY.sub(rb"\g<1>%04x" % back, data)


def write(root: Path, path: str, data: bytes) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
