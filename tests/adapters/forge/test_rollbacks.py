"""A rollback over each adapter of the forge: what it tells of a merge is enough to undo it."""

import pytest

from bot.adapters.private_clone import Signature
from bot.adapters.remote import Remote
from bot.adapters.reverting.reverts import GitReverts
from bot.commands.rolling_back import Outcome, roll_back
from bot.effects.rollback import LABEL, Asked, Rollback
from bot.ports.forge.pulls import MergeMethod
from tests.adapters.forge.test_merges import merged, three_commits
from tests.adapters.forge.world import STORY, World


@pytest.mark.parametrize("method", list(MergeMethod))
def test_a_merged_request_is_undone_once(world: World, method: MergeMethod) -> None:
    pull = merged(world, three_commits(world), method)
    url = str(world.remote)
    reverts = GitReverts(Remote(url, url, ""), world.scratch / "reverts", Signature(), {})
    wish = Rollback(pull.number, asked=Asked("wendy", "it loses", pull.title))
    done = [roll_back(world.bot, reverts, wish) for _ in range(2)]
    assert [one.outcome for one in done] == [Outcome.OPENED, Outcome.UNCHANGED]
    own = world.bot.pull(done[0].number)
    assert own.labels == (LABEL,)
    assert own.title == "[ROLLBACK] Undo #1: Change topic"
    merged(world, own, method)
    story = world.bot.read_file("docs/story.txt", "main")
    assert story == STORY.replace(b"line 40\n", b"forty\n")
    assert world.bot.read_file("policies/agents.yml", "main") == b"a: 1\n"
    assert world.bot.read_file("a.txt", "main") is None
    assert world.bot.read_file("m.txt", "main") == b"m\n"
    assert roll_back(world.bot, reverts, wish).outcome is Outcome.NOTHING
