"""The watchdog: shuts the gate, tells people once, and takes both back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.commands.gate import GateKeeper
from bot.commands.watchdog import Kennel, watchdog
from bot.decisions.merging import Standing
from bot.effects.merge_check import NAME
from bot.effects.stale_issue import LABEL
from bot.errors import BadPolicy, CannotReach
from bot.policy.governor import Governor
from bot.policy.policy import Policy
from bot.ports.forge import Forge
from bot.ports.forge.contents import FileChange
from bot.ports.forge.issues import Issue
from bot.ports.forge.pulls import NewPull, State
from bot.ports.store import Message
from bot.state.slots import CYCLE, SLOTS, AdvanceSlot
from bot.state.tree import Tree
from bot.words.instant import parse
from tests.adapters.forge.conftest import face, founded, github, local, local_forge, world
from tests.adapters.forge.world import World
from tests.commands.enforcing.test_enforce import BASE, KILL, KILLS, LIMITS, LOOSER
from tests.effects.reports import NOW, usual
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore
from tests.snapshots import matches

__all__ = ["face", "founded", "github", "local", "local_forge", "world"]
NOON = parse("2026-11-21T12:00:00.000Z")
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Yard:
    """A fleet whose cycle was last done at noon, with three open pull requests."""

    world: World
    now: datetime = NOON
    lacking: str = ""
    store: MemoryStore = field(default_factory=MemoryStore)
    output: HeardOutput = field(default_factory=HeardOutput)
    policy: Callable[[], Governor] = lambda: Governor(v=1)
    tree: Callable[[], Tree] | None = None
    heads: dict[str, str] = field(default_factory=dict)

    def found(self) -> "Yard":
        owner = self.world.owner
        changes = [FileChange(path, text.encode()) for path, text in BASE.items()]
        main = self.world.main()
        main = owner.commit_files("main", main, changes, "Found", main).sha
        opened = {"looser": (LIMITS, LOOSER), "kill": (KILLS, KILL), "aside": ("x.txt", "x")}
        for name, (path, text) in opened.items():
            change = FileChange(path, text.encode())
            self.heads[name] = owner.commit_files(name, main, [change], name, None).sha
            owner.open_pull(NewPull(name, name, "main"))
        self.beat()
        return self

    def beat(self) -> None:
        self.store.commit([AdvanceSlot(CYCLE, self.now, self.now)], Message("Cycle"))

    def watch(self, after: timedelta = timedelta()) -> int:
        self.now += after
        self.output = HeardOutput()

        @contextmanager
        def forge() -> Iterator[Forge]:
            yield self.world.bot

        def judge(_: Policy) -> Standing:
            return Standing(usual(), "", parse(NOW))

        keeper = GateKeeper(forge, judge, self.output)
        read = self.tree or self.store.tree
        return watchdog(
            Kennel(self.world.bot, self.output, read, self.policy, keeper, self.now, self.lacking)
        )

    def verdict(self, name: str) -> tuple[str, str]:
        found = [one for one in self.world.bot.statuses(self.heads[name]) if one.context == NAME]
        return (found[0].state.value, found[0].description) if found else ("", "")

    def issues(self, state: State | None = State.OPEN) -> list[Issue]:
        return list(self.world.bot.issues(state, LABEL))


@pytest.fixture
def yard(local: World) -> Yard:
    return Yard(local).found()


@pytest.fixture
def both(world: World) -> Yard:
    """Give the yard on this disk, and through GitHub's API."""
    return Yard(world).found()


def test_a_fleet_that_lives_is_left_alone(yard: Yard) -> None:
    assert yard.watch(HOUR) == 0
    assert yard.output.said == [
        "The fleet is alive: its last cycle was done at 2026-11-21T12:00:00.000Z."
    ]
    assert yard.output.results == [
        {
            "v": 1,
            "stale": False,
            "why": None,
            "heartbeat": "2026-11-21T12:00:00.000Z",
            "issue": None,
        }
    ]
    assert yard.verdict("looser") == ("", "")
    assert yard.issues(None) == []


def test_a_standstill_shuts_the_gate_for_what_raises_risk_and_is_told_once(both: Yard) -> None:
    for _ in range(3):
        assert both.watch(2 * HOUR) == 0
    (issue,) = both.issues(None)
    matches("watchdog_issue.md", issue.body)
    state, text = both.verdict("looser")
    assert (state, "the fleet is stale" in text) == ("failure", True)
    assert both.verdict("kill")[0] == "success"
    assert both.output.results[0]["issue"] == issue.number


def test_once_it_goes_on_all_is_as_before(both: Yard) -> None:
    both.watch(2 * HOUR)
    both.now += HOUR
    both.beat()
    assert both.watch() == 0
    assert both.verdict("looser")[0] == "success"
    (issue,) = both.issues(None)
    assert (issue.state, "It goes on" in issue.body) == (State.CLOSED, True)
    assert both.watch() == 0
    assert both.issues() == []


def test_the_next_standstill_has_an_issue_of_its_own(yard: Yard) -> None:
    for _ in range(2):
        yard.watch(2 * HOUR)
        yard.beat()
        yard.watch()
    assert [one.state for one in yard.issues(None)] == [State.CLOSED] * 2


def test_another_standstill_in_the_open_issue_brings_it_up_to_date(yard: Yard) -> None:
    yard.watch(2 * HOUR)
    yard.beat()
    yard.watch(2 * HOUR)
    (issue,) = yard.issues(None)
    assert "2026-11-21T14:00:00.000Z" in issue.body


def test_an_issue_that_people_closed_stays_closed(yard: Yard) -> None:
    yard.watch(2 * HOUR)
    yard.world.owner.close_issue(yard.issues()[0].number)
    assert yard.watch() == 0
    assert [one.state for one in yard.issues(None)] == [State.CLOSED]
    assert "People have closed the issue about it; it stays closed." in yard.output.said


def test_a_stranger_s_issue_of_the_same_words_is_not_taken_for_it(yard: Yard) -> None:
    yard.watch(2 * HOUR)
    real = yard.issues()[0]
    yard.world.owner.close_issue(real.number)
    fake = yard.world.acting("wendy").open_issue(real.title, real.body, (LABEL,))
    yard.beat()
    yard.watch()
    assert yard.world.bot.issue(fake.number).state is State.OPEN


def unreachable() -> Tree:
    raise CannotReach("the state branch", "nobody answers")


def mistaken() -> Governor:
    raise BadPolicy(())


@pytest.mark.parametrize("why", ["corrupt", "unreachable", "policies"])
def test_what_cannot_be_read_counts_as_a_standstill(yard: Yard, why: str) -> None:
    if why == "corrupt":
        yard.store.now.files[SLOTS.pattern] = b"{<b>@all</b>"
    elif why == "unreachable":
        yard.tree = unreachable
    else:
        yard.policy = mistaken
    for _ in range(2):
        assert yard.watch() == 0
    (issue,) = yard.issues(None)
    assert "its state cannot be read" in issue.body
    assert "<b>" not in issue.body.replace("\\<", "")
    assert yard.verdict("looser")[0] == "failure"


def test_without_proof_it_only_looks(yard: Yard) -> None:
    yard.lacking = "this is not GitHub Actions"
    assert yard.watch(2 * HOUR) == 0
    assert yard.issues(None) == []
    assert yard.verdict("looser") == ("", "")
    assert yard.output.warned == ["Only looked, nothing was done: this is not GitHub Actions."]
    assert yard.output.results[0]["stale"] is True
