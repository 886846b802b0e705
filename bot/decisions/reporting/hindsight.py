"""What became of each agent after a decision, and before it: one move's account.

A move answers for the whole days after it up to the next move of its agent, so no day counts twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bot.decisions.reporting.moves import Move
from bot.stats.days import DayRecord
from bot.stats.tally import bps


@dataclass(frozen=True, slots=True)
class AgentDay:
    """What one agent made on a day per unit of capital, net of cost, whatever its epoch."""

    day: str
    bps: float
    trades: int


@dataclass(frozen=True, slots=True)
class Account:
    """`worth_bps` is what the move was worth: for a stop what the agent lost after it.

    `later` are the days that it answers for, `trades` what was settled in them. `late_bps` is what
    the agent lost between its highest point and a stop, while it traded.
    """

    move: Move
    worth_bps: float
    trades: int
    late_bps: float | None = None
    later: Sequence[AgentDay] = ()


def by_agent(records: Iterable[DayRecord]) -> dict[str, list[AgentDay]]:
    found: dict[str, list[AgentDay]] = {}
    for record in records:
        today: dict[str, list[str]] = {}
        for name in record.tallies:
            today.setdefault(name.rpartition("/")[0], []).append(name)
        for agent, names in today.items():
            own = [record.tallies[name] for name in names]
            made = bps(one.path.return_bps for one in own)
            trades = sum(len(one.trades.nets) for one in own)
            found.setdefault(agent, []).append(AgentDay(record.day, made, trades))
    return found


def accounts(moves: Iterable[Move], days: Mapping[str, Sequence[AgentDay]]) -> Iterator[Account]:
    """Give one for each move, agent by agent, in order of time."""
    own: dict[str, list[Move]] = {}
    for move in moves:
        own.setdefault(move.agent, []).append(move)
    for agent, each in sorted(own.items()):
        yield from _of_agent(sorted(each, key=lambda one: one.day), days.get(agent, ()))


def _of_agent(moves: Sequence[Move], days: Sequence[AgentDay]) -> Iterator[Account]:
    begun = ""
    for move, after in pairwise((*moves, None)):
        if move is None:
            continue
        end = after.day if after else None
        later = [one for one in days if move.day < one.day and (end is None or one.day <= end)]
        made = bps(one.bps for one in later)
        late = None if move.rises or not move.traded else _since_peak(days, begun, move.day)
        worth = made if move.rises else bps((-made,))
        yield Account(move, worth, sum(one.trades for one in later), late, later)
        begun = move.day


def _since_peak(days: Sequence[AgentDay], begun: str, end: str) -> float:
    curve = [0.0, *accumulate(one.bps for one in days if begun < one.day <= end)]
    return bps((max(curve), -curve[-1]))
