"""Every way to merge against everything that can happen afterwards, by real git."""

from collections.abc import Mapping

import pytest

from bot.commands.rolling_back import Outcome
from bot.effects.reversal import Manner
from bot.effects.rollback import branch_of
from bot.ports.forge.pulls import MergeMethod
from tests.adapters.reverting import fleet as world
from tests.adapters.reverting.fleet import AGENTS, CODE, LIVE, REGISTRY, Fleet
from tests.commands.rolling_back.story import (
    METHODS,
    Later,
    act,
    branch_deleted,
    elsewhere,
    nothing,
    reverted,
    same_line,
)


@METHODS
@pytest.mark.parametrize("later", [nothing, elsewhere, same_line, reverted, branch_deleted])
def test_what_was_promoted_is_as_before_and_nothing_else_changes(
    fleet: Fleet, method: MergeMethod, later: Later
) -> None:
    pull = fleet.promoted(method)
    assert fleet.files()[AGENTS] == LIVE
    later(fleet, pull)
    expected = undone(fleet.files())
    done = act(fleet, pull)
    if later is reverted:
        assert (done.outcome, done.number) == (Outcome.NOTHING, 0)
        assert fleet.bot.branch_head(branch_of(pull.number)) is None
    else:
        assert done.outcome is Outcome.OPENED
        manner = Manner.SETTLED if later is same_line else Manner.CLEAN
        assert done.reversal.manner is manner
        fleet.merge(done.number, method)
    assert fleet.files() == expected


def undone(files: Mapping[str, str]) -> Mapping[str, str]:
    """Take from today's files what the promotion brought, and the comment on its line."""
    agents = files[AGENTS].replace("stage: live # rita looked at it", "stage: canary")
    before = {**files, AGENTS: agents.replace("stage: live", "stage: canary")}
    before[CODE] = world.GENESIS[CODE].decode()
    before.pop(world.NOTES, None)
    return before


@METHODS
def test_it_is_what_git_revert_makes(fleet: Fleet, method: MergeMethod) -> None:
    pull = fleet.promoted(method)
    elsewhere(fleet, pull)
    done = act(fleet, pull)
    reverted(fleet, pull)
    trees = [fleet.git.text("rev-parse", f"{one}^{{tree}}") for one in ("main", done.reversal.sha)]
    assert trees[0] == trees[1]
    assert len(done.reversal.commits) == (3 if method is MergeMethod.REBASE else 1)
    assert done.reversal.commits[0] == pull.merge_sha


def test_two_promotions_of_one_agent_are_undone_in_any_order(fleet: Fleet) -> None:
    fleet.edit("first", agents=REGISTRY.replace("name: reef-sol", "name: reef-sol # 1"))
    one = fleet.merge(fleet.open("first").number, MergeMethod.SQUASH)
    fleet.edit("second", agents=fleet.files()[AGENTS].replace("# 1", "# 2"))
    two = fleet.merge(fleet.open("second").number, MergeMethod.REBASE)
    newer, older = act(fleet, two), act(fleet, one)
    fleet.merge(newer.number, MergeMethod.SQUASH)
    assert act(fleet, one).number == older.number
    fleet.merge(older.number, MergeMethod.MERGE)
    assert fleet.files()[AGENTS] == REGISTRY


def test_a_merged_rollback_is_not_made_again(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.REBASE)
    fleet.merge(act(fleet, pull).number, MergeMethod.REBASE)
    assert act(fleet, pull).outcome is Outcome.NOTHING
