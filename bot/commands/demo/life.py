"""One day of the demo after another: agents write, Governor takes in and settles, people act."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.commands.admission import Admission
from bot.commands.demo.acts import acts
from bot.commands.demo.answers import act_and_answer
from bot.commands.demo.diary import life, lines
from bot.commands.demo.fleet import Character
from bot.commands.demo.hearing import Hearing
from bot.commands.demo.house import House
from bot.commands.demo.market import Market
from bot.commands.ingest import ingest
from bot.commands.judge import judge
from bot.commands.judged import decided
from bot.commands.reconcile import reconcile
from bot.events.tolerance import Tolerance
from bot.state.documents import load
from bot.state.report.report import REPORT
from bot.words.count import plural
from bot.words.instant import DAY

MORNING = timedelta(hours=1, minutes=5)
SETTLE_EVERY = 4
MOVES = ("DEMOTE", "RETIRE", "KILL")
ADMISSION = Admission(Tolerance(future_seconds=120, past_hours=48, max_line_bytes=65_536))


@dataclass(frozen=True, slots=True)
class Span:
    start: datetime
    days: int

    def mornings(self) -> Iterator[tuple[int, datetime]]:
        """Every agent has run by then, once."""
        return ((day, self.start + day * DAY + MORNING) for day in range(self.days))


@dataclass(frozen=True, slots=True)
class Told:
    """What the life of the fleet came to."""

    events: Mapping[str, int]
    settled: Mapping[str, int]
    acts: Sequence[tuple[datetime, str]]


def live(house: House, market: Market, fleet: Sequence[Character], span: Span, seed: int) -> Told:
    events, settled = Hearing(), Hearing()
    told: list[tuple[datetime, str]] = []
    doing = acts(span.days)
    mail = _mail(market, fleet, span, seed)
    with house.out.progress(
        f"{plural(span.days, 'day')} of {plural(len(fleet), 'agent')}", span.days
    ) as progress:
        for day, now in span.mornings():
            house.turn_clock(now)
            source = house.source(f"{now:%Y-%m-%d}.jsonl", mail[day])
            ingest(house.store, events, [source], now, ADMISSION)
            if (day + 1) % SETTLE_EVERY == 0:
                reconcile(house.store, house.market(now), settled, house.terms, now)
                if span.days - day <= SETTLE_EVERY:
                    house.classic(now, Hearing())  # once: the last judgement's scorecard tells it
                told += _judged(house, now)
            if day in doing:
                told.append((now, doing[day](house, now)))
            progress.advance()
    return Told(events.counts, settled.counts, told)


def _judged(house: House, now: datetime) -> Iterator[tuple[datetime, str]]:
    """Judge, tell who moved, and let the owner answer what was asked."""
    before = load(house.store.tree(), REPORT)
    judge(house.bench(now, Hearing()))
    after = load(house.store.tree(), REPORT)
    for name, agent in sorted(after.agents.items()):
        known = before.agents.get(name)
        if agent.decision in MOVES and not (known and known.decision == agent.decision):
            yield now, f"{name}: {agent.why}"
    if decided(after) != decided(before) or any(one.asks for one in after.agents.values()):
        yield from act_and_answer(house, now)


def _mail(market: Market, fleet: Sequence[Character], span: Span, seed: int) -> Sequence[bytes]:
    """Sort what the agents wrote into the mornings that find it."""
    written: list[list[bytes]] = [[] for _ in range(span.days)]
    for who in fleet:
        runs = life(who, market, span.days, seed)
        for at, line in lines(who, runs, market, seed):
            written[(at - span.start) // DAY].append(line)
    return [b"".join(batch) for batch in written]
