"""Candles of one venue, asked for in rounds until it has nothing more to say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from bot.ledger.candles import Series, Span, cut_spans
from bot.ledger.plan import plan
from bot.ledger.pricing import FOUND, UNKNOWN, Ints, Moments, closed_until, legs, locate
from bot.ledger.settle import Book, Refusal
from bot.ledger.terms import MINUTE_MS, Terms
from bot.ledger.validity import sift
from bot.ports.output import Output
from bot.ports.venue import Answer, CandleCache, CandleRequest, Candles, NotListed, Venue
from bot.words.problem import Problem

ROUNDS = 8
ALL = ""  # in place of a market


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Moments whose price is wanted: alone, or as entries with an exit one horizon later."""

    starts_ms: Ints
    horizons_ms: Ints
    alone_ms: Ints

    @property
    def span(self) -> Span:
        moments = np.concatenate([self.starts_ms, self.starts_ms + self.horizons_ms, self.alone_ms])
        return int(moments.min()), int(moments.max())


@dataclass(slots=True)
class Tally:
    """What asking has cost so far, over all venues, and who is not to be asked again.

    `silent` holds for this run, by venue and market; `unlisted` and `barred` (a venue, until when)
    are remembered between runs.
    """

    unlisted: set[str] = field(default_factory=set)
    barred: Mapping[str, str] = field(default_factory=dict)
    requests: int = 0
    from_cache: int = 0
    bars: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    silent: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every venue is asked with."""

    cache: CandleCache
    output: Output
    terms: Terms
    now_ms: int
    tally: Tally
    parallel: int = 4


def gather(venue: Venue, interval_ms: int, wanted: Mapping[str, Wanted], desk: Desk) -> Book:
    """Fill the cache with what is wanted of a venue, and read from it what is known then."""
    counter = _Counter(venue, interval_ms, wanted, desk)
    for turn in range(ROUNDS):
        requests = counter.missing(first=turn == 0)
        if not requests:
            break
        counter.ask(requests)
    return counter.book()


class _Counter:
    """One venue's counter: which market stands for which symbol, and what it has refused."""

    def __init__(
        self, venue: Venue, interval_ms: int, wanted: Mapping[str, Wanted], desk: Desk
    ) -> None:
        self._venue, self._interval, self._desk = venue, interval_ms, desk
        self._wanted = wanted
        self._series: dict[str, Series] = {}
        self._asked: set[CandleRequest] = set()
        until = desk.tally.barred.get(venue.name)
        if until and wanted:
            desk.tally.silent[venue.name, ALL] = f"asked to be left alone until {until}"

    def missing(self, *, first: bool) -> tuple[CandleRequest, ...]:
        """Plan what is still unknown and was not asked for before."""
        moments: dict[str, list[int]] = defaultdict(list)
        for symbol, want in self._wanted.items():
            market = self._market(symbol)
            if market and not self._silence(market):
                located = self._locate(market, want)
                moments[market] += _unknown(located)
                self._desk.tally.from_cache += _found(located) if first else 0
        return tuple(
            request
            for market, unknown in sorted(moments.items())
            for request in self._requests(market, unknown)
            if request not in self._asked
        )

    def ask(self, requests: Sequence[CandleRequest]) -> None:
        self._asked.update(requests)
        label = f"{self._venue.name}: candles"
        with (
            self._desk.output.progress(label, len(requests)) as bar,
            ThreadPoolExecutor(min(self._desk.parallel, len(requests))) as pool,
        ):
            for request, answer in zip(
                requests, pool.map(self._venue.candles, requests), strict=True
            ):
                self._take(request, answer)
                bar.advance()
        for market in {request.market for request in requests}:
            self._series.pop(market, None)

    def book(self) -> Book:
        series: dict[str, Series] = {}
        refusals: dict[str, Refusal] = {}
        for symbol in self._wanted:
            market = self._market(symbol)
            if not market:
                refusals[symbol] = Refusal(f"does not list {symbol}", final=True)
                continue
            found, silence = self._load(market), self._silence(market)
            if silence:
                refusals[symbol] = Refusal(silence, final=False)
            if len(found) or not silence:
                series[symbol] = found
        return Book(self._venue.name, series, refusals)

    def _take(self, request: CandleRequest, answer: Answer) -> None:
        tally = self._desk.tally
        tally.requests += answer.requests
        if isinstance(answer, Candles):
            self._keep(request, answer)
        elif isinstance(answer, NotListed):
            tally.unlisted.add(self._mark(request.market, self._interval))
        else:
            tally.silent[self._venue.name, request.market] = answer.reason
            if answer.retry_at_ms:
                tally.bars[self._venue.name] = answer.retry_at_ms

    def _keep(self, request: CandleRequest, answer: Candles) -> None:
        """Cache what is sound and closed; what is not stays unknown."""
        name = f"{self._venue.name} {request.market}"
        sifted = sift(answer.candles, self._interval, name)
        closed = closed_until(self._desk.now_ms, self._interval)
        start, end = answer.covered
        problems = [*answer.problems, *sifted.problems]
        for span in cut_spans([(start, min(end, closed))], sifted.holes):
            inside = [c for c in sifted.candles if span[0] <= c.open_time_ms < span[1]]
            problems += self._desk.cache.store(
                self._venue.name, request.market, self._interval, inside, span
            )
        self._desk.tally.problems += problems

    def _silence(self, market: str) -> str:
        """Say why the venue did not answer about a market in this run; empty where it did."""
        silent, name = self._desk.tally.silent, self._venue.name
        return silent.get((name, ALL), "") or silent.get((name, market), "")

    def _market(self, symbol: str) -> str:
        """Name the best market that the venue may list; empty where none is left."""
        return next((n for n in self._venue.market(symbol) if not self._is_unlisted(n)), "")

    def _is_unlisted(self, market: str) -> bool:
        """Tell whether it was refused, for these candles or for those that settle."""
        intervals = self._interval, self._desk.terms.interval_ms
        return any(self._mark(market, each) in self._desk.tally.unlisted for each in intervals)

    def _mark(self, market: str, interval_ms: int) -> str:
        return f"{self._venue.name} {market} {interval_ms // MINUTE_MS}m"

    def _locate(self, market: str, want: Wanted) -> tuple[Moments, ...]:
        now_ms, max_gap_ms = self._desk.now_ms, self._desk.terms.max_gap_ms
        series = self._load(market)
        both = legs(series, want.starts_ms, want.horizons_ms, now_ms, max_gap_ms)
        return both.entry, both.exit, locate(series, want.alone_ms, now_ms, max_gap_ms)

    def _requests(self, market: str, unknown: Iterable[int]) -> Iterable[CandleRequest]:
        spans = plan(
            unknown,
            self._interval,
            self._venue.row_limit,
            self._desk.terms.max_gap_ms,
            closed_until(self._desk.now_ms, self._interval),
        )
        return [CandleRequest(market, self._interval, start, end) for start, end in spans]

    def _load(self, market: str) -> Series:
        if market not in self._series:
            spans = [want.span for want in self._wanted.values()]
            start = min(start for start, _ in spans) - self._interval
            # Both legs of a pair may be late, each by a whole gap.
            late = 2 * self._desk.terms.max_gap_ms + 2 * self._interval
            end = max(end for _, end in spans) + late
            self._series[market] = self._desk.cache.load(
                self._venue.name, market, self._interval, start, end
            )
        return self._series[market]


def _unknown(located: Iterable[Moments]) -> list[int]:
    unknown = [each.unknown_ms[each.state == UNKNOWN] for each in located]
    moments: list[int] = np.concatenate(unknown).tolist()
    return moments


def _found(located: Iterable[Moments]) -> int:
    return sum(int(np.sum(each.state == FOUND)) for each in located)
