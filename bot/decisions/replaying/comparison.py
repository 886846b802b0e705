"""Two policies on one history: what differs, since when, for whom, and what it came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.decisions.replaying.beside import Pair
from bot.decisions.replaying.differing import Difference, Fates, differences, fates
from bot.decisions.replaying.outcome import VERSION
from bot.decisions.replaying.weighing import Daily, Verdict, Weighed, by_regime, summed, weighed
from bot.words.canonical import Json
from bot.words.instant import render


@dataclass(frozen=True, slots=True)
class Comparison:
    """`digests` are those of the two policies; `daily` is what each book made on each day."""

    digests: tuple[str, str]
    since: datetime
    until: datetime
    stopped: bool
    decisions: tuple[int, int]
    differences: Sequence[Difference]
    fates: Sequence[Fates]
    measures: Sequence[Weighed]
    regimes: Sequence[Weighed]
    daily: tuple[Daily, Daily]

    @property
    def first(self) -> Difference | None:
        """Where the two first part."""
        return self.differences[0] if self.differences else None

    @property
    def alike(self) -> bool:
        same = all(one.verdict is Verdict.SAME for one in self.measures)
        return same and not self.differences

    @property
    def days(self) -> int:
        return len({*self.daily[0], *self.daily[1]})

    def measure(self, name: str) -> Weighed:
        return next(one for one in self.measures if one.name == name)

    def wire(self) -> dict[str, Json]:
        return {
            "v": VERSION,
            "policies": list(self.digests),
            "from": render(self.since),
            "to": render(self.until),
            "stopped": self.stopped,
            "alike": self.alike,
            "decisions": list(self.decisions),
            "first_divergence": None if self.first is None else render(self.first.at),
            "differences": [one.wire() for one in self.differences],
            "fates": [one.wire() for one in self.fates],
            "measures": [one.wire() for one in self.measures],
            "regimes": [one.wire() for one in self.regimes],
        }


def compare(pair: Pair, since: datetime) -> Comparison:
    before, after = pair.before, pair.after
    return Comparison(
        digests=(before.policy.digest, after.policy.digest),
        since=since,
        until=pair.until,
        stopped=pair.stopped,
        decisions=(len(before.decisions), len(after.decisions)),
        differences=differences(pair),
        fates=fates(pair),
        measures=weighed(before, after),
        regimes=by_regime(before, after),
        daily=(
            summed(before.hours, lambda one: one.bps),
            summed(after.hours, lambda one: one.bps),
        ),
    )
