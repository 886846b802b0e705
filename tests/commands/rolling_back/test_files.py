"""What becomes of files: lowered, moved, deleted, binary, odd; and what is left to a person."""

import os

from bot.commands.rolling_back import Outcome
from bot.ports.forge.pulls import MergeMethod
from tests.adapters.reverting import fleet as world
from tests.adapters.reverting.fleet import AGENTS, CODE, REGISTRY, Fleet
from tests.commands.rolling_back.story import (
    act,
    change,
    commit,
    follow,
    point,
)


def test_nobody_rises_by_a_rollback(fleet: Fleet) -> None:
    """It was promoted from canary and lowered to shadow since: canary would be a rise."""
    pull = fleet.promoted(MergeMethod.SQUASH)
    fleet.replace("main", "stage: live", "stage: shadow # lowered")
    done = act(fleet, pull)
    assert done.reversal.lowered == (AGENTS,)
    fleet.merge(done.number, MergeMethod.SQUASH)
    assert fleet.files()[AGENTS] == REGISTRY.replace("stage: canary", "stage: shadow")
    assert fleet.files()[CODE] == world.GENESIS[CODE].decode()


def test_undoing_a_demotion_is_refused_as_nothing(fleet: Fleet) -> None:
    fleet.edit("lower", agents=REGISTRY.replace("stage: canary", "stage: shadow"))
    pull = fleet.merge(fleet.open("lower").number, MergeMethod.SQUASH)
    done = act(fleet, pull)
    assert done.outcome is Outcome.NOTHING
    assert "safer" in done.reversal.why


def test_a_file_that_moved_later_is_followed(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    fleet.edit("main", code=None, moved=fleet.files()[CODE])
    done = act(fleet, pull)
    fleet.merge(done.number, MergeMethod.SQUASH)
    assert fleet.files()["old/tide.py"] == world.GENESIS[CODE].decode()
    assert CODE not in fleet.files()


def test_a_file_that_is_gone_stays_gone_and_one_it_brought_goes_whole(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    fleet.edit("main", code=None, notes="much more to say\nand on\n")
    done = act(fleet, pull)
    assert done.reversal.settled == (world.NOTES, CODE)
    fleet.merge(done.number, MergeMethod.SQUASH)
    assert fleet.files().keys() == {AGENTS, world.OTHER}


def test_a_binary_file_goes_back_whole(fleet: Fleet) -> None:
    change(fleet, "main", b"\0old")
    change(fleet, "topic", b"\0new")
    pull = fleet.merge(fleet.open("topic").number, MergeMethod.SQUASH)
    change(fleet, "main", b"\0later")
    done = act(fleet, pull)
    assert done.reversal.settled == ("model.bin",)
    fleet.merge(done.number, MergeMethod.SQUASH)
    assert fleet.bot.read_file("model.bin", "main") == b"\0old"


def test_a_restored_file_does_not_follow_a_folder_that_moved(fleet: Fleet) -> None:
    git = fleet.clone()
    commit(git, {"desk/one": "1\n" * 9, "desk/two": "2\n" * 9}, "HEAD:main")
    commit(git, {"desk/two": None}, "HEAD:topic")
    pull = fleet.merge(fleet.open("topic").number, MergeMethod.SQUASH)
    follow(git)
    git.run("mv", "desk", "table")
    commit(git, {}, "HEAD:main")
    done = act(fleet, pull)
    assert (done.outcome, done.reversal.paths) == (Outcome.OPENED, ("desk/two",))


def test_names_that_are_no_text_and_links_go_back_too(fleet: Fleet) -> None:
    odd = os.fsdecode(b"caf\xe9")
    git = fleet.clone()
    (git.folder / "link").symlink_to("here")
    commit(git, {}, "HEAD:main")
    point(git, "there")
    commit(git, {odd: "new\n"}, "HEAD:topic")
    pull = fleet.merge(fleet.open("topic").number, MergeMethod.SQUASH)
    follow(git)
    point(git, "anywhere")
    commit(git, {odd: "newer\n"}, "HEAD:main")
    done = act(fleet, pull)
    assert done.reversal.settled == (odd, "link")
    fleet.merge(done.number, MergeMethod.SQUASH)
    assert fleet.git.text("cat-file", "blob", "main:link") == "here"
    assert "caf" not in fleet.git.text("ls-tree", "--name-only", "main")


def test_what_git_cannot_follow_is_left_to_a_person(fleet: Fleet) -> None:
    """A folder stands where the file would come back."""
    git = fleet.clone()
    commit(git, {"tide.py": None}, "HEAD:topic")
    pull = fleet.merge(fleet.open("topic").number, MergeMethod.SQUASH)
    follow(git)
    commit(git, {"tide.py/one": "1\n"}, "HEAD:main")
    done = act(fleet, pull)
    assert done.outcome is Outcome.BY_HAND
    assert "stands where it would come back" in done.reversal.why
