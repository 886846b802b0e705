"""The hypotheses of the fleet as members to be measured: their lives, days and recent form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.policy.policy import Policy
from bot.stats.confidence import Confidence
from bot.stats.days import DayRecord, Present
from bot.stats.hypotheses import Hypothesis
from bot.stats.life import Life
from bot.stats.measures import Measures
from bot.stats.measuring.frame import Frame
from bot.stats.measuring.measuring import Member, class_measures, measures, member
from bot.stats.measuring.of_path import deflated, path_of, ratio
from bot.stats.returns import luckiest
from bot.stats.tally import Tally
from bot.words.instant import DAY, day_of, parse

NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class Window:
    """The records of the days looked at, the oldest first; the last is today so far."""

    days: Sequence[DayRecord]

    def of(self, name: str) -> tuple[Tally, ...]:
        """Give a hypothesis's days from the first on which it did anything."""
        found = [record.tallies.get(name, NOTHING) for record in self.days]
        first = next((at for at, one in enumerate(found) if one is not NOTHING), len(found) - 1)
        return tuple(found[first:])

    @property
    def names(self) -> set[str]:
        return {name for record in self.days for name in record.tallies}


def window_of(records: Mapping[str, DayRecord], today: DayRecord, count: int) -> Window:
    """Put so many days in a row; one without a record is one on which nothing happened."""
    last = parse(f"{today.day}T00:00:00Z")
    names = [day_of(last - back * DAY) for back in range(count - 1, 0, -1)]
    return Window((*(records.get(day) or DayRecord(day) for day in names), today))


def members(
    hypotheses: Iterable[Hypothesis], present: Present, window: Window, policy: Policy
) -> dict[str, Member]:
    frame = frame_of(policy, present.record.day)
    return {
        one.name: member(
            life=present.lives.get(one.name, Life()),
            days=window.of(one.name),
            frame=frame,
            confidence=present.confidence.get(one.name, Confidence()),
            position_usd=policy.risk.position_usd(one.agent),
        )
        for one in hypotheses
    }


def measured(
    found: Mapping[str, Member], present: Present, window: Window, frame: Frame
) -> dict[str, Measures]:
    """Measure each; its DSR counts what every other hypothesis of the window tried."""
    each = {name: measures(one, frame) for name, one in found.items()}
    others = (
        path_of(present.lives.get(name, Life()).path, window.of(name), frame)
        for name in sorted(window.names - found.keys())
    )
    every = (*each.values(), *(Measures(path=path) for path in others))
    best = luckiest([tried for one in every if (tried := ratio(one)) is not None])
    return {name: deflated(one, found[name].days, frame, best) for name, one in each.items()}


def classes(
    open_ones: Iterable[Hypothesis], found: Mapping[str, Member], frame: Frame, least: int
) -> dict[str, Measures]:
    """Measure each strategy class by its open hypotheses."""
    groups: dict[str, list[Member]] = {}
    for one in open_ones:
        groups.setdefault(one.strategy_class, []).append(found[one.name])
    return {name: class_measures(own, frame, least) for name, own in sorted(groups.items())}


def frame_of(policy: Policy, day: str) -> Frame:
    today = parse(f"{day}T00:00:00Z").date()
    return Frame(today, policy.promotion, policy.retirement.two_of_four)
