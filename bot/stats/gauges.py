"""Measures as they stand, each made when it is asked for, and kept while nothing can change it.

Within a day only an agent's own events change most of its measures; the hours change its path.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from bot.policy.policy import Policy
from bot.stats.course import Course
from bot.stats.curve import Curve
from bot.stats.days import DayRecord, path_today, today_of
from bot.stats.hypotheses import Hypothesis
from bot.stats.life import Life, after_day
from bot.stats.measures import Measures, Path
from bot.stats.measuring.frame import Frame, Whole, spans, whole, window_days
from bot.stats.measuring.measuring import of_events, value_of
from bot.stats.measuring.of_path import alpha_of, path_of_days, with_curve
from bot.stats.membership import Window, frame_of, window_of
from bot.stats.memory import Memory
from bot.stats.paths import curve_of
from bot.stats.tally import PathTally, joined_path
from bot.stats.unrolling import Unrolling
from bot.words.instant import day_of


@dataclass(frozen=True, slots=True)
class Past:
    """What the whole days before today say of one hypothesis."""

    whole: Whole
    path: Path


@dataclass(slots=True)
class Gauges:
    """`records` are the days that ended; a day that is folded again forgets what was made."""

    policy: Policy
    inputs: Unrolling
    memory: Memory
    course: Course
    records: Mapping[str, DayRecord]
    frame: Frame = field(init=False)
    window: Window = field(init=False)
    rows: Mapping[str, int] = field(default_factory=dict)
    past: dict[str, Past] = field(default_factory=dict)
    events: dict[str, Measures] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin a day, or begin it again."""
        day = day_of(self.memory.at)
        self.frame = frame_of(self.policy, day)
        count = window_days(self.policy.promotion, self.policy.retirement.two_of_four)
        self.window = window_of(self.records, DayRecord(day), count)
        self.past.clear()
        self.events.clear()

    def move(self, memory: Memory, course: Course, touched: Collection[str], *, anew: bool) -> None:
        """Stand at another hour; `touched` agents did something since, or began something new."""
        is_new_day = day_of(memory.at) != self.window.days[-1].day
        if memory.fold.names is not self.memory.fold.names:
            self.rows = {name: row for row, name in enumerate(memory.fold.names)}
        self.memory, self.course = memory, course
        if anew or is_new_day:
            self.begin()
        for name in [name for name in self.events if name.rpartition("/")[0] in touched]:
            del self.events[name]

    def of(self, one: Hypothesis) -> Measures:
        past = self.past.get(one.name)
        if past is None:
            past = self.past[one.name] = self._past(one.name)
        events = self.events.get(one.name)
        if events is None:
            events = self.events[one.name] = self._events(one, past.whole)
        curve, today = self._path(one.name)
        window = joined_path((past.whole.alpha.path, today))
        alpha = alpha_of(window, past.whole.periods, self.frame)
        return replace(events, path=with_curve(past.path, curve), alpha=alpha)

    def _past(self, name: str) -> Past:
        days = self.window.of(name)
        return Past(whole(days, self.frame), path_of_days(days, self.frame))

    def _events(self, one: Hypothesis, known: Whole) -> Measures:
        own = self.inputs.of(one.agent)
        today, sure = today_of(one.name, self.memory, own, self.course)
        life = after_day(self.memory.lives.get(one.name, Life()), today)
        added = spans(known, today)
        position = self.policy.risk.position_usd(one.agent)
        value = value_of(added.runs.trades.nets, position, self.frame)
        return of_events(life, added, value, sure, self.frame)

    def _path(self, name: str) -> tuple[Curve, PathTally]:
        row = self.rows.get(name)
        if row is None:
            return Curve(), PathTally()
        return curve_of(self.memory.paths, row), path_today(self.memory, row)
