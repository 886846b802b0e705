"""From a latched breach to its pull requests, and from there to nothing more."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.commands.rolling_back import Outcome
from bot.commands.rolling_back_breaches import roll_back_breaches
from bot.ports.forge.pulls import MergeMethod, NewPull
from bot.state.fleet import FLEET, BreachEntry, Fleet
from bot.state.kill_switch import ALL, ThrowSwitch
from bot.words.canonical import encode
from bot.words.stage import Stage
from tests.adapters.reverting import fleet as world
from tests.adapters.reverting.fleet import AGENTS, REGISTRY
from tests.fakes.store import MemoryTree

AT = datetime(2026, 11, 2, tzinfo=UTC)
LOOKBACK = timedelta(days=14)
BREACH = BreachEntry(
    at="2026-11-02T00:00:00.000Z", drawdown_bps=262.4, limit_bps=250.0, killed=("tide-btc",)
)


@pytest.fixture
def fleet(tmp_path: Path) -> world.Fleet:
    (tmp_path / "templates").mkdir()
    return world.found(tmp_path, tmp_path / "templates")


def state(entry: BreachEntry = BREACH) -> MemoryTree:
    freeze = ThrowSwitch(ALL, Stage.LIVE, f"breach/{entry.at}", AT, "drawdown", "governor")
    files = {FLEET.pattern: encode(Fleet(breaches=(entry,)).model_dump(mode="json"))}
    return MemoryTree(files).run([freeze])


def test_a_breach_undoes_what_it_killed_for(fleet: world.Fleet) -> None:
    pull = fleet.promoted(MergeMethod.REBASE)
    (done,) = roll_back_breaches(fleet.bot, fleet.reverts(), state(), LOOKBACK)
    opened = fleet.bot.pull(done.number)
    assert opened.title == f"[ROLLBACK] tide-btc: undo its promotion (#{pull.number})"
    assert "by 262.4 bps" in opened.body
    (again,) = roll_back_breaches(fleet.bot, fleet.reverts(), state(), LOOKBACK)
    assert (again.outcome, again.number) == (Outcome.UNCHANGED, done.number)
    fleet.merge(done.number, MergeMethod.MERGE)
    (last,) = roll_back_breaches(fleet.bot, fleet.reverts(), state(), LOOKBACK)
    assert last.outcome is Outcome.NOTHING
    assert fleet.files()[AGENTS] == REGISTRY


@pytest.mark.parametrize(
    "tree",
    [
        MemoryTree(),
        state(BREACH.model_copy(update={"killed": ()})),
        state(BREACH.model_copy(update={"killed": ("reef-sol",)})),
    ],
    ids=["no breach", "a pause", "another agent"],
)
def test_nothing_else_is_undone(fleet: world.Fleet, tree: MemoryTree) -> None:
    fleet.promoted(MergeMethod.SQUASH)
    assert list(roll_back_breaches(fleet.bot, fleet.reverts(), tree, LOOKBACK)) == []


def test_what_a_person_merged_from_such_a_branch_is_theirs(fleet: world.Fleet) -> None:
    fleet.edit(world.BRANCH, agents=world.LIVE)
    mine = NewPull("Mine", world.BRANCH, "main")
    pull = fleet.owner.open_pull(mine)
    fleet.merge(pull.number, MergeMethod.SQUASH)
    assert list(roll_back_breaches(fleet.bot, fleet.reverts(), state(), LOOKBACK)) == []
