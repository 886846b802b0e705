"""Past decisions beside those that the classic set would have taken: who did better, and how sure.

For as long as a decision answers for its agent, each day of it counts to whichever of both sets
had the agent trading: what one had and the other had not is the difference between them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from bot.decisions.reporting import numbers
from bot.decisions.reporting.hindsight import Account, AgentDay, accounts
from bot.decisions.reporting.moves import Move
from bot.decisions.reporting.scoring import TOTAL, counts, score
from bot.policy.governor import Replay
from bot.policy.promotion import Minimum
from bot.state.classic import Classic
from bot.state.report.scorecard import Against, ClassicScore
from bot.stats import bootstrap as bs
from bot.stats.bootstrap import Interval
from bot.stats.days import DayRecord


@dataclass(frozen=True, slots=True)
class Rival:
    """The classic set's own past, and on what terms differences are held against chance."""

    classic: Classic = field(default_factory=Classic)
    terms: Replay = field(default_factory=Replay)

    @property
    def moves(self) -> list[Move]:
        return [
            Move(one.day, one.agent, one.rises, one.traded, one.trades, one.rule)
            for one in self.classic.moves
        ]

    def covers(self, day: str) -> bool:
        return self.classic.since <= day <= self.classic.until


def against(each: Iterable[Account], rival: Rival, days: Sequence[str], least: int) -> Against:
    """Compare those that can be judged, on the days that the classic set was played on."""
    known = [one for one in each if one.trades >= least and _is_covered(one, rival)]
    if not known:
        return Against()
    places = _places(rival.moves)
    covered = {day: 0.0 for day in days if rival.covers(day)}
    for one in known:
        for made in one.later:
            if made.day in covered:
                theirs = _trades(places.get(one.move.agent, ()), made.day)
                covered[made.day] += (one.move.trades - theirs) * made.bps
    series = list(covered.values())
    sure = _around(series, rival.terms)
    low, high = _limits(sure)
    return Against(n=len(known), bps=numbers.bps(fsum(series)), low=low, high=high)


def classic_score(
    records: Sequence[DayRecord],
    made: Mapping[str, Sequence[AgentDay]],
    least: Minimum,
    rival: Rival,
) -> ClassicScore:
    """Score the classic set by the same measure, and hold both books against each other."""
    classic = rival.classic
    found = ClassicScore(key=classic.key, why=classic.why)
    covered = [one for one in records if rival.covers(one.day)]
    if not covered:
        return found
    theirs = [classic.book_bps.get(one.day, 0.0) for one in covered]
    ours = [one.book.bps for one in covered]
    begin = records[0].day
    each = list(accounts([one for one in rival.moves if one.day >= begin], made))
    low, high = _limits(_apart(ours, theirs, rival.terms))
    enough = len(covered) >= least.days
    return ClassicScore(
        key=classic.key,
        why=classic.why,
        since=covered[0].day,
        until=covered[-1].day,
        days=len(covered),
        ours_bps=numbers.bps(fsum(ours)) if enough else None,
        book_bps=numbers.bps(fsum(theirs)) if enough else None,
        more_bps=numbers.bps(fsum(ours) - fsum(theirs)) if enough else None,
        low=low,
        high=high,
        total=score(TOTAL, each, least.trades),
        **counts(each, least.trades),
    )


def _apart(ours: Sequence[float], theirs: Sequence[float], terms: Replay) -> Interval | None:
    """Give what chance leaves open of how much more we made."""
    drawn = bs.draws(len(ours), terms.samples)
    return bs.difference(theirs, ours, bs.total, drawn, terms.confidence)


def _limits(found: Interval | None) -> tuple[float | None, float | None]:
    if found is None:
        return None, None
    return numbers.bps(found.low), numbers.bps(found.high)


def _around(series: Sequence[float], terms: Replay) -> Interval | None:
    return bs.interval(series, bs.total, bs.draws(len(series), terms.samples), terms.confidence)


def _is_covered(one: Account, rival: Rival) -> bool:
    return any(rival.covers(made.day) for made in one.later)


def _places(moves: Iterable[Move]) -> Mapping[str, Sequence[Move]]:
    found: dict[str, list[Move]] = {}
    for move in sorted(moves, key=lambda one: one.day):
        found.setdefault(move.agent, []).append(move)
    return found


def _trades(moves: Sequence[Move], day: str) -> bool:
    """Tell whether its last move before a day let the agent trade; without one it is in shadow."""
    last = bisect_left(moves, day, key=lambda one: one.day) - 1
    return last >= 0 and moves[last].trades
