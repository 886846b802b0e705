"""What the classic set would have done to a state's own past: once a day, and kept."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from bench.fleet.world import World
from bot.adapters.policies import policy_texts
from bot.commands.replaying.budget import Budget
from bot.commands.replaying.classic import Rules, Watch, classic_of, kept_classic
from bot.errors import CannotRead
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.state.classic import CLASSIC, Classic
from bot.state.documents import load
from bot.words.instant import HOUR, parse
from tests.commands.gating import pasts
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore

SMALL = World("small", 14, {"edge": 3, "negative": 2})
PLACE = "policies/profiles/classic"
ROOT = Path(__file__).parents[3]
LATER = parse("2026-06-01T08:30:00Z")


@dataclass
class Yard:
    store: MemoryStore
    policy: Policy
    classic: Policy | None
    out: HeardOutput = field(default_factory=HeardOutput)
    looked: int = 0
    now: datetime = LATER
    seconds: float = 1e9

    @property
    def rules(self) -> Rules:
        return Rules(self.policy, lambda: self.classic, PLACE)

    @property
    def watch(self) -> Watch:
        def elapsed() -> float:
            self.looked += 1
            return float(self.looked)

        return Watch(self.out, self.now, Budget(elapsed, self.seconds))

    def replayed(self) -> Classic:
        return classic_of(self.store.tree(), self.rules, self.watch)

    @property
    def reading(self) -> float:
        """Tell how long it takes to read the past: a second a file."""
        names = self.store.now.names("state/")
        return float(sum(name.startswith(("state/events/", "state/ledger/")) for name in names))

    def keep(self) -> bool:
        found = kept_classic(self.store.tree(), self.rules, self.watch)
        self.store.now.run(found)
        return bool(found)


def policy_in(folder: Path, name: str) -> Policy:
    found, problems = read(policy_texts(folder, name))
    assert found is not None, problems
    return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], Policy, Policy]:
    folder = tmp_path_factory.mktemp("fleet")
    pasts.written(folder, SMALL, 2)
    profile = policy_in(ROOT / "policies" / "profiles", "classic")
    few = profile.promotion.minimum.model_copy(update={"days": 3})
    promotion = profile.promotion.model_copy(update={"minimum": few})
    profile = replace(profile, promotion=promotion, digest="")
    return pasts.judged(folder).now.files, policy_in(folder, "policies"), profile


@pytest.fixture
def yard(world: tuple[dict[str, bytes], Policy, Policy]) -> Yard:
    return Yard(MemoryStore(dict(world[0])), world[1], world[2])


def test_it_is_replayed_up_to_the_last_whole_day(yard: Yard) -> None:
    found = yard.replayed()
    assert found.why == ""
    days = sorted(found.book_bps)
    assert (found.since, found.until) == (days[0], days[-1])
    assert len(days) == 13
    assert any(found.book_bps.values())
    rises = [one for one in found.moves if one.rises]
    assert rises
    assert all(one.trades and one.rule.startswith("rise to ") for one in rises)
    assert {one.rule for one in found.moves if not one.rises}
    assert max(one.day for one in found.moves) <= found.until


def test_what_is_kept_is_not_replayed_again(yard: Yard) -> None:
    assert yard.keep()
    made = load(yard.store.tree(), CLASSIC)
    yard.looked = 0
    assert not yard.keep()
    assert yard.looked == 0
    assert load(yard.store.tree(), CLASSIC) == made


def test_an_edit_of_the_rules_in_force_replays_it(yard: Yard) -> None:
    yard.keep()
    risk = yard.policy.risk.model_copy(update={"max_drawdown_bps": 77.0})
    yard.policy, yard.looked = replace(yard.policy, risk=risk, digest=""), 0
    assert yard.keep()
    assert yard.looked > 0


def test_what_came_later_changes_nothing(yard: Yard) -> None:
    """Asked as of an earlier day, it says what it would have said on that day."""
    yard.now = parse("2026-01-11T08:30:00Z")
    found = yard.replayed()
    assert found.until == "2026-01-10"
    later = replace(yard, now=LATER).replayed()
    assert found.moves == tuple(one for one in later.moves if one.day <= found.until)
    assert found.book_bps == {d: b for d, b in later.book_bps.items() if d <= found.until}


def test_where_time_runs_out_only_whole_days_count(yard: Yard) -> None:
    whole = yard.replayed()
    found = replace(yard, looked=0, seconds=yard.reading + 24.0 * 10).replayed()
    assert found.since == whole.since
    assert 8 <= len(found.book_bps) <= 10
    assert found.book_bps.items() <= whole.book_bps.items()
    for seconds in (5.0, yard.reading + 5.0):
        short = replace(yard, looked=0, seconds=seconds)
        assert short.replayed().why == "there was no time to replay a whole day"
        assert short.looked <= seconds + 2


def test_a_fleet_without_the_profile_reads_how_to_get_it(yard: Yard) -> None:
    yard.classic = None
    assert yard.keep()
    why = "policies/profiles/classic is not there; `governor init` writes it"
    assert load(yard.store.tree(), CLASSIC) == Classic(why=why)
    assert yard.out.said == [f"The classic set was not tried beside the rules in force: {why}."]


def test_a_fleet_that_runs_by_it_is_told_so(yard: Yard) -> None:
    assert yard.classic is not None
    yard.policy = replace(yard.classic, agents=yard.policy.agents, digest="")
    assert yard.replayed().why == "the rules in force are the classic ones"


def test_a_profile_with_mistakes_keeps_nobody_from_an_examination(yard: Yard) -> None:
    def broken() -> Policy | None:
        raise CannotRead(PLACE, "it has mistakes")

    found = classic_of(yard.store.tree(), Rules(yard.policy, broken, PLACE), yard.watch)
    assert found.why.startswith("it could not be replayed: ")
    assert "it has mistakes" in found.why


def test_before_a_whole_day_was_judged_nothing_is_known(yard: Yard) -> None:
    assert replace(yard, store=MemoryStore()).replayed().why == (
        "nothing was judged for a whole day yet"
    )
    yard.now = parse("2026-01-01T20:00:00Z")
    assert yard.replayed().why == "nothing was judged for a whole day yet"


def test_what_is_damaged_is_left_untouched(yard: Yard) -> None:
    yard.store.now.files[CLASSIC.pattern] = b"{"
    assert not yard.keep()
    assert yard.store.now.files[CLASSIC.pattern] == b"{"
    assert any(CLASSIC.pattern in one for one in yard.out.warned)


def test_an_hour_that_cannot_be_priced_yet_is_not_counted(yard: Yard) -> None:
    """The last day is whole only once its last hour has a price."""
    yard.now = parse("2026-01-06T00:30:00Z")
    assert yard.replayed().until == "2026-01-04"
    yard.now += 2 * HOUR
    assert yard.replayed().until == "2026-01-05"
