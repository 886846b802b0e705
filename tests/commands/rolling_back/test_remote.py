"""What a remote may do to a rollback while it is made."""

from dataclasses import replace

import pytest

from bot.adapters.git import Answer
from bot.adapters.private_clone import PrivateClone
from bot.commands.rolling_back import Outcome
from bot.effects.reversal import Manner
from bot.effects.rollback import branch_of
from bot.errors import CannotReach, CannotRunGit
from bot.ports.forge.pulls import MergeMethod
from tests.adapters.reverting.fleet import Fleet
from tests.commands.rolling_back.story import act, branch_deleted, merged_before_it_went, same_line


def test_a_branch_moved_while_it_is_pushed_is_looked_at_again(fleet: Fleet) -> None:
    """The hook lets a rival push between the look and the push, once."""
    pull = fleet.promoted(MergeMethod.SQUASH)
    branch = branch_of(pull.number)
    hook = fleet.owner.remote / "hooks" / "pre-receive"
    hook.write_text(
        f"#!/bin/sh\nrm -f {hook}\nunset GIT_QUARANTINE_PATH\n"
        f"git update-ref refs/heads/{branch} {fleet.head()}\n"
    )
    hook.chmod(0o755)
    done = act(fleet, pull)
    assert done.outcome is Outcome.HELD
    assert fleet.head(branch) == fleet.head()


def test_a_branch_moved_before_it_is_pushed_is_looked_at_again(
    fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    act(fleet, pull)
    same_line(fleet, pull)
    push = PrivateClone.push

    def raced(clone: PrivateClone, commit: str, ref: str, expected: str) -> Answer:
        monkeypatch.undo()
        fleet.git.run("update-ref", ref, fleet.head())
        return push(clone, commit, ref, expected)

    monkeypatch.setattr(PrivateClone, "push", raced)
    assert act(fleet, pull).outcome is Outcome.HELD
    assert fleet.head(branch_of(pull.number)) == fleet.head()


def test_commits_that_are_gone_are_said(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    branch_deleted(fleet, pull)
    fleet.git.run("update-ref", "-d", f"refs/pull/{pull.number}/head")
    fleet.git.run("gc", "-q", "--prune=now")
    merged = merged_before_it_went(pull)
    made = fleet.reverts().prepare(merged)
    assert made.manner is Manner.BY_HAND
    assert made.why == f"its own commit {pull.head_sha[:12]} is not to be had any more"


def test_a_push_that_the_remote_refuses_is_told_in_its_words(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    hook = fleet.owner.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho not without the workflows permission >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(CannotReach, match="workflows permission") as refused:
        act(fleet, pull)
    assert "Let the bot's account push governor/rollback/1." in str(refused.value)


def test_a_damaged_clone_is_made_anew(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    act(fleet, pull)
    for pack in (fleet.folder / "reverts" / "reverts.git" / "objects").rglob("*.pack"):
        pack.chmod(0o644)
        pack.write_bytes(b"")
    with pytest.raises((CannotRunGit, CannotReach)):
        act(fleet, pull)
    assert act(fleet, pull).outcome is Outcome.UNCHANGED


def test_a_base_branch_that_is_gone_is_said(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    merged = replace(merged_before_it_went(pull), base_branch="trunk")
    with pytest.raises(CannotReach, match="it has no branch trunk"):
        fleet.reverts().prepare(merged)


def test_rewritten_history_is_left_to_a_person_with_commands(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    git = fleet.clone()
    git.run("reset", "-q", "--hard", "HEAD~1")
    git.run("commit", "-q", "--allow-empty", "-m", "Another past")
    git.run("push", "-q", "--force", "origin", "HEAD:main")
    done = act(fleet, pull)
    assert done.outcome is Outcome.BY_HAND
    assert done.reversal.why == f"its merge, {pull.merge_sha[:12]}, is not on main"
    assert done.reversal.commands[0] == "git fetch origin main"
