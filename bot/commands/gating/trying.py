"""Tries a change of policy on history, as long as there is time; what was tried once is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.commands.replaying.budget import Budget
from bot.commands.replaying.comparing import Rivals, compared, known_of
from bot.commands.replaying.reading import Known, Wanted
from bot.commands.replaying.state import newest_judgement, read_state
from bot.decisions.merging import Proposal
from bot.decisions.replaying.benefit import without_benefit
from bot.decisions.replaying.comparison import Comparison
from bot.decisions.replaying.people import People
from bot.decisions.replaying.trial import candidate, deciding
from bot.effects.impact.impact import Impact
from bot.effects.impact.page import Telling, page
from bot.effects.impact.sentence import sentence
from bot.errors import CannotRead, GovernorError, OutOfTime
from bot.ledger.terms import Terms
from bot.ports.output import Output
from bot.state.impact import KeptImpact
from bot.state.tree import Tree
from bot.words.canonical import digest
from bot.words.count import plural
from bot.words.instant import DAY, day_of, parse, render

SECONDS = 120.0
EVERY = timedelta(hours=1)
OWN = "History up to {}, at most a look an hour; people merge what is asked for at once."
NO_HISTORY = "There is no history yet; this is the fleet that is bundled with Governor, over {}."
NO_TIME = "There was no time left to try this on history; the next round does."
TOO_LONG = (
    "The {:.0f} seconds that there are do not suffice to try this on a day of history; "
    "`governor replay --against` takes as long as it needs."
)

Past = tuple[Rivals, Callable[[Terms], Known]]
Bundled = Callable[[Rivals], Past]


@dataclass(slots=True)
class Trial:
    """Tries one change after another within a budget, on the state as it was at midnight.

    `bundled` is a fleet to try on where there is no history; `kept` is what was tried before.
    """

    tree: Callable[[], Tree]
    budget: Budget
    output: Output
    bundled: Bundled
    kept: Mapping[str, KeptImpact] = field(default_factory=dict)
    every: timedelta = EVERY
    _read: list[tuple[Terms, Known]] = field(default_factory=list)
    _made: dict[str, Impact] = field(default_factory=dict)

    def __call__(self, proposal: Proposal) -> Impact | None:
        """Try it; None where it changes nothing that a replay could try."""
        after = candidate(proposal.before, proposal.after)
        if after is None:
            return None
        try:
            found = self._tried(proposal, Rivals(proposal.before, after))
        except (GovernorError, ArithmeticError, ValueError) as error:
            # Neither a state that cannot be read nor numbers that no arithmetic holds keep anybody
            # from a verdict.
            said = f"It could not be tried on history: {error}"
            return Impact("", said, said, settled=False)
        return replace(found, rules=deciding(proposal.after))

    def _tried(self, proposal: Proposal, rivals: Rivals) -> Impact:
        tree = self.tree()
        until = newest_day(tree)
        moment = None if until is None else render(until)
        key = digest([moment, proposal.before.digest, proposal.after.digest])
        known = next((one for one in self.kept.values() if one.key == key), None)
        if known is not None:
            return Impact(key, known.sentence, known.page, known.warning)
        if key not in self._made:
            had_all = self.budget.is_whole
            if not self.budget.has_time():
                return Impact("", NO_TIME, NO_TIME, settled=False)
            try:
                self._made[key] = self._make(key, tree, until, proposal, rivals)
            except OutOfTime:
                return self._cut_short(key, had_all=had_all)
        return self._made[key]

    def _cut_short(self, key: str, *, had_all: bool) -> Impact:
        """Say that nothing came of it; what no round has the time for is not begun in each."""
        if not had_all:
            return Impact("", NO_TIME, NO_TIME, settled=False)
        said = TOO_LONG.format(self.budget.seconds)
        return Impact(key, said, said)

    def _make(
        self, key: str, tree: Tree, until: datetime | None, proposal: Proposal, rivals: Rivals
    ) -> Impact:
        found, basis = self._found(tree, until, rivals)
        warning = without_benefit(found, proposal.changes)
        telling = Telling(warning, (basis, *cut(found)))
        return Impact(key, sentence(found), page(found, telling), warning)

    def _found(self, tree: Tree, until: datetime | None, rivals: Rivals) -> tuple[Comparison, str]:
        """Compare on the fleet's own history; on a bundled one as long as that has no whole day."""
        if until is not None:
            try:
                found = self._compared(rivals, lambda terms: self._past(tree, terms, rivals, until))
            except CannotRead:
                pass
            else:
                return found, OWN.format(day_of(until))
        found = self._compared(*self.bundled(rivals))
        return found, NO_HISTORY.format(plural(found.days, "day"))

    def _compared(self, rivals: Rivals, read: Callable[[Terms], Known]) -> Comparison:
        sides = known_of(read, rivals)
        with self.output.progress("Trying the change on history", len(sides[0].looks)) as bar:

            def go_on() -> bool:
                bar.advance()
                return self.budget.has_time()

            return whole(compared(rivals, sides, People(), go_on))

    def _past(self, tree: Tree, terms: Terms, rivals: Rivals, until: datetime) -> Known:
        days, cadence = rivals.before.governor.replay.days, rivals.before.governor.cadence_minutes
        every = max(self.every, timedelta(minutes=cadence))
        found = next((known for same, known in self._read if same == terms), None)
        if found is None:
            wanted = Wanted(until - timedelta(days=days), until, every)
            found = read_state(tree, terms, wanted, self.budget.has_time)
            self._read.append((terms, found))
        return found


def newest_day(tree: Tree) -> datetime | None:
    """Give the midnight before the newest judgement: history moves on once a day."""
    newest = newest_judgement(tree)
    return None if newest is None else parse(f"{day_of(newest)}T00:00:00Z")


def whole(found: Comparison) -> Comparison:
    """Give it back if it was not stopped within a day: that would say nothing."""
    if found.stopped and found.until - found.since < DAY:
        raise OutOfTime("try a change on history")
    return found


def cut(found: Comparison) -> list[str]:
    """Say where a comparison was stopped, if it was."""
    if not found.stopped:
        return []
    return [
        f"It was stopped at {day_of(found.until)}: the time for it ran out. Both policies were."
    ]
