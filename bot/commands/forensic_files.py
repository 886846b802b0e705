"""What forensics reads of the state: only what was known at `now`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.decisions.lookalikes import STOPPED
from bot.errors import CorruptState
from bot.events import telemetry
from bot.events.known import TELEMETRY, partition
from bot.events.signal import Signal
from bot.events.telemetry import Telemetry
from bot.ledger.marks import Mark
from bot.ledger.settlements import Settlement, counting
from bot.ledger.signals import distinct
from bot.ledger.work import marks_of, rows_of, signals_of
from bot.policy.combine import stage_of
from bot.policy.policy import Policy
from bot.state.agents import AGENTS
from bot.state.documents import load
from bot.state.kill_switch import KILL_SWITCH
from bot.state.standing import standing
from bot.state.tree import Tree
from bot.stats.turbulence import BEFORE_HOURS
from bot.words.instant import DAY, day_of, render

BEFORE = timedelta(hours=BEFORE_HOURS)


@dataclass(frozen=True, slots=True)
class Files:
    """`recent` are the signals of the window, `signals` also those of some days before it."""

    since: datetime
    rows: Sequence[Settlement]
    signals: Sequence[Signal]
    recent: Sequence[Signal]
    telemetry: Sequence[Telemetry]
    marks: Sequence[Mark]
    stopped: Sequence[str]


def files_of(tree: Tree, policy: Policy, now: datetime) -> Files:
    since = now - policy.risk.forensics.days * DAY
    looked_back = timedelta(hours=max(policy.regimes.window_hours, BEFORE_HOURS))
    signals = _signals(tree, days(since - looked_back, now), now)
    recent = [one for one in signals if one.received_at >= since]
    # A run's report may come before its signal does, or some days after it.
    late = timedelta(hours=policy.governor.events.past_hours)
    return Files(
        since=since,
        rows=_rows(tree, policy, since, now),
        signals=signals,
        recent=recent,
        telemetry=_telemetry(tree, days(since - late, now), now),
        marks=_marks(tree, days(since - BEFORE - DAY, now), now),
        stopped=_stopped(tree, policy, recent),
    )


def days(start: datetime, end: datetime) -> list[str]:
    count = (end.date() - start.date()).days
    return [day_of(start + number * DAY) for number in range(count + 1)]


def _rows(tree: Tree, policy: Policy, since: datetime, now: datetime) -> list[Settlement]:
    """Read the trades of the window at the horizon that judges, each at its newest price."""
    first, last = render(since), render(now)
    primary = policy.governor.primary_horizon_hours
    known = [
        row
        for row in rows_of(tree, days(since, now))
        if row.horizon_hours == primary and row.settled_at <= last and row.received_at >= first
    ]
    return list(counting(known).values())


def _signals(tree: Tree, wanted: Iterable[str], now: datetime) -> list[Signal]:
    every = (one for day in wanted for one in signals_of(tree, day) if one.received_at <= now)
    return distinct(every)


def _telemetry(tree: Tree, wanted: Iterable[str], now: datetime) -> list[Telemetry]:
    paths = [partition(TELEMETRY, day) for day in wanted]
    every = (
        _run(line, f"{path}:{number}")
        for path in paths
        for number, line in enumerate(tree.lines(path), 1)
    )
    return [run for run in every if run.ts <= now]


def _run(line: bytes, where: str) -> Telemetry:
    try:
        return telemetry.parse(line)
    except ValueError as error:
        raise CorruptState(where, f"it is not telemetry ({str(error).splitlines()[0]})") from None


def _marks(tree: Tree, wanted: Iterable[str], now: datetime) -> list[Mark]:
    last = render(now)
    return [mark for mark in marks_of(tree, wanted) if mark.marked_at <= last]


def _stopped(tree: Tree, policy: Policy, signals: Iterable[Signal]) -> list[str]:
    """Name the killed and the quarantined among all that had a view, registered or not."""
    states, switches = load(tree, AGENTS), load(tree, KILL_SWITCH)
    classes = {one.agent: one.strategy_class for one in signals}
    records = {
        name: standing(states, switches, name, strategy_class).stage
        for name, strategy_class in classes.items()
    }
    return sorted(name for name, on in records.items() if stage_of(policy, name, on) in STOPPED)
