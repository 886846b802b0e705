"""The request of a rollback: opened once, kept up to date, left alone where people spoke."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.commands.rolling_back import Outcome, merged_pull, roll_back
from bot.effects.planning.wish import AGAIN
from bot.effects.rollback import LABEL, branch_of
from bot.errors import Refused
from bot.ports.forge.pulls import MergeMethod, NewPull, PullFilter
from tests.adapters.reverting.fleet import AGENTS, LIVE, Fleet
from tests.commands.rolling_back.story import act, asked, elsewhere, reverted, same_line


def test_again_and_from_another_machine_nothing_is_written(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.REBASE)
    first = act(fleet, pull)
    before = snapshot(fleet)
    second, third = act(fleet, pull), act(fleet, pull, "another")
    assert (second.outcome, third.outcome) == (Outcome.UNCHANGED, Outcome.UNCHANGED)
    assert first.reversal.sha == second.reversal.sha == third.reversal.sha
    assert snapshot(fleet) == before


def snapshot(fleet: Fleet) -> tuple[str, bytes]:
    book = fleet.owner.remote.parent / "forge.json"
    return fleet.git.text("for-each-ref"), book.read_bytes()


def test_the_commit_is_the_same_wherever_it_is_made(fleet: Fleet) -> None:
    merged = merged_pull(fleet.bot, fleet.promoted(MergeMethod.REBASE).number)
    made = [fleet.reverts(name).prepare(merged) for name in ("one", "two")]
    assert made[0] == made[1]
    assert made[0].has_commit
    assert fleet.bot.branch_head(branch_of(merged.number)) is None


def test_the_base_branch_may_go_on_while_the_request_waits(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    first = act(fleet, pull)
    elsewhere(fleet, pull)
    again = act(fleet, pull)
    assert (again.outcome, again.reversal.sha) == (Outcome.UNCHANGED, first.reversal.sha)
    same_line(fleet, pull)
    made_anew = act(fleet, pull)
    assert (made_anew.outcome, made_anew.number) == (Outcome.UPDATED, first.number)
    assert made_anew.reversal.settled == (AGENTS,)
    assert "Look twice" in fleet.bot.pull(first.number).body
    fleet.merge(first.number, MergeMethod.SQUASH)
    assert "stage: live" not in fleet.files()[AGENTS]
    assert "the very oldest" in fleet.files()[AGENTS]


def test_two_at_once_make_one_request(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.MERGE)
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda name: act(fleet, pull, name), ["one", "two", "three"]))
    listed = fleet.bot.pulls(PullFilter(state=None, head_branch=branch_of(pull.number)))
    assert {one.number for one in done} == {one.number for one in listed}
    assert len(listed) == 1
    assert listed[0].labels == (LABEL,)


def test_a_person_s_commit_on_the_branch_stays(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    done = act(fleet, pull)
    git = fleet.clone()
    git.run("switch", "-q", branch_of(pull.number))
    git.run("commit", "-q", "--allow-empty", "-m", "I know better")
    git.run("push", "-q", "origin", branch_of(pull.number))
    head = fleet.head(branch_of(pull.number))
    same_line(fleet, pull)
    held = act(fleet, pull)
    assert (held.outcome, held.number) == (Outcome.HELD, done.number)
    assert fleet.head(branch_of(pull.number)) == head


def test_what_a_person_amended_stays(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    act(fleet, pull)
    git = fleet.clone()
    git.run("switch", "-q", branch_of(pull.number))
    git.run("commit", "-q", "--amend", "-m", "Mine", "--reset-author")
    git.run("push", "-q", "--force", "origin", branch_of(pull.number))
    assert act(fleet, pull).outcome is Outcome.HELD


def test_a_veto_holds_until_a_person_asks(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    done = act(fleet, pull)
    fleet.owner.close_pull(done.number)
    assert act(fleet, pull).outcome is Outcome.VETOED
    again = roll_back(fleet.bot, fleet.reverts(), asked(pull.number))
    assert again.outcome is Outcome.OPENED
    assert again.number != done.number
    assert act(fleet, pull).number == again.number


def test_what_was_undone_meanwhile_closes_the_request_until_it_is_back(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    done = act(fleet, pull)
    reverted(fleet, pull)
    closed = act(fleet, pull)
    assert (closed.outcome, closed.number) == (Outcome.CLOSED, done.number)
    body = fleet.bot.pull(done.number).body
    assert body.startswith("Closed: there is nothing left to undo. Nothing of it is left")
    assert act(fleet, pull).outcome is Outcome.NOTHING
    git = fleet.clone()
    git.run("revert", "--no-edit", "HEAD")
    git.run("push", "-q", "origin", "HEAD:main")
    assert act(fleet, pull).outcome is Outcome.OPENED


def test_a_label_asks_again(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    done = act(fleet, pull)
    fleet.owner.close_pull(done.number)
    fleet.owner.add_labels(done.number, [AGAIN])
    assert act(fleet, pull).outcome is Outcome.OPENED


def test_a_registry_that_makes_no_sense_is_left_to_a_person(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.REBASE)
    fleet.edit("main", agents=LIVE.replace("agents:", "agents: ["))
    done = act(fleet, pull)
    assert done.outcome is Outcome.BY_HAND
    assert "Cannot tell who would rise" in done.reversal.why
    (comment,) = fleet.bot.comments(pull.number)
    assert f"git revert --no-edit {' '.join(done.reversal.commits)}" in comment.body
    act(fleet, pull)
    assert list(fleet.bot.comments(pull.number)) == [comment]


def test_only_what_was_merged_is_rolled_back(fleet: Fleet) -> None:
    fleet.edit("topic", agents=LIVE)
    pull = fleet.open("topic")
    with pytest.raises(Refused, match="it is open; close it"):
        act(fleet, pull)
    fleet.owner.close_pull(pull.number)
    with pytest.raises(Refused, match="closed without a merge"):
        act(fleet, pull)


def test_another_s_request_from_the_branch_is_not_touched(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    fleet.reverts().publish(merged_pull(fleet.bot, pull.number))
    branch = branch_of(pull.number)
    theirs = fleet.owner.open_pull(NewPull("Mine", branch, "main", "My own words."))
    done = act(fleet, pull)
    assert (done.outcome, done.number) == (Outcome.UNCHANGED, theirs.number)
    assert fleet.bot.pull(theirs.number).body == "My own words."
