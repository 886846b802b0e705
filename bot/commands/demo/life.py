"""One day of the demo after another: agents write, Governor takes in and settles, people act."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.commands.demo.acts import ACTS
from bot.commands.demo.diary import lines, views
from bot.commands.demo.fleet import Character
from bot.commands.demo.hearing import Hearing
from bot.commands.demo.house import House
from bot.commands.demo.market import Market
from bot.commands.ingest import ingest
from bot.commands.reconcile import reconcile
from bot.events.tolerance import Tolerance
from bot.words.instant import DAY

ROUNDS = (timedelta(hours=1, minutes=5), timedelta(hours=13, minutes=5))
BATCH = timedelta(hours=12)
TOLERANCE = Tolerance(future_seconds=120, past_hours=48, max_line_bytes=65_536)


@dataclass(frozen=True, slots=True)
class Span:
    start: datetime
    days: int

    def rounds(self) -> Iterator[tuple[int, datetime, bool]]:
        """Give the day, the moment, and whether the day ends with it."""
        for day in range(self.days):
            for number, at in enumerate(ROUNDS, 1):
                yield day, self.start + day * DAY + at, number == len(ROUNDS)


@dataclass(frozen=True, slots=True)
class Told:
    """What the life of the fleet came to."""

    events: Mapping[str, int]
    settled: Mapping[str, int]
    acts: Sequence[tuple[datetime, str]]


def live(house: House, market: Market, fleet: Sequence[Character], span: Span, seed: int) -> Told:
    events, settled, acts = Hearing(), Hearing(), []
    mail = _mail(market, fleet, span, seed)
    with house.out.progress("Sixty days of twelve agents", span.days) as progress:
        for day, now, evening in span.rounds():
            house.turn_clock(now)
            source = house.source(now.strftime("%m-%d %H:%M"), mail.get(now, b""))
            ingest(house.store, events, [source], now, TOLERANCE)
            if not evening:
                continue
            reconcile(house.store, house.market(now), settled, house.terms, now)
            if day in ACTS:
                acts.append((now, ACTS[day](house, now)))
            progress.advance()
    return Told(events.counts, settled.counts, acts)


def _mail(
    market: Market, fleet: Sequence[Character], span: Span, seed: int
) -> Mapping[datetime, bytes]:
    """Sort what the agents wrote into the rounds that find it."""
    moments = [now for _, now, _ in span.rounds()]
    written: dict[datetime, list[bytes]] = {now: [] for now in moments}
    for who in fleet:
        life = views(who, market, span.days, seed)
        for at, line in lines(who, life, market, seed):
            found = moments[(at - span.start) // BATCH]
            written[found].append(line)
    return {now: b"".join(batch) for now, batch in written.items()}
