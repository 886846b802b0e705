from dataclasses import replace

from bot.ports.forge.checks import (
    Annotation,
    CheckReport,
    CheckStatus,
    Conclusion,
    NewStatus,
    Severity,
    StatusState,
)
from bot.ports.forge.pulls import MergeMethod, NewPull, PullFilter, State
from tests.adapters.forge.world import World

PASSED = CheckReport(CheckStatus.COMPLETED, Conclusion.SUCCESS, "Approved", "All well.")
NOTED = replace(PASSED, annotations=(Annotation("a.txt", 1, 1, Severity.NOTICE, "seen"),))
FAILED = CheckReport(CheckStatus.COMPLETED, Conclusion.FAILURE)


def test_a_survey_shows_what_hangs_on_each_open_pull_request(world: World) -> None:
    closed, pull = world.opened("closed"), world.opened("topic", b_txt="b\n", a_txt="a\n")
    world.bot.close_pull(closed.number)
    ours = world.bot.create_comment(pull.number, "ours")
    world.acting("rita").create_comment(pull.number, "theirs")
    world.bot.create_check_run(pull.head_sha, "governor/gate", FAILED)
    newest = world.bot.create_check_run(pull.head_sha, "governor/gate", NOTED)
    for forge, state in (
        (world.bot, StatusState.PENDING),
        (world.bot, StatusState.FAILURE),
        (world.acting("wendy"), StatusState.SUCCESS),
    ):
        forge.set_status(pull.head_sha, NewStatus("governor/gate", state))

    (seen,) = world.bot.survey()
    assert (seen.pull.number, seen.pull.head_sha) == (pull.number, pull.head_sha)
    assert seen.paths == ("a.txt", "b.txt")
    assert [one.id for one in seen.comments] == [ours.id]
    assert seen.checks == (replace(newest, report=PASSED),)
    assert [(one.creator, one.state) for one in seen.statuses] == [("wendy", StatusState.SUCCESS)]


def test_verdicts_on_an_older_head_are_left_out(world: World) -> None:
    pull = world.opened("topic")
    world.bot.create_check_run(pull.head_sha, "governor/gate", PASSED)
    head = world.branch("topic", more_txt="more\n")
    (seen,) = world.bot.survey()
    assert (seen.pull.head_sha, seen.checks, seen.statuses) == (head, (), ())


def test_how_the_requests_of_some_branches_ended(world: World) -> None:
    merged, closed, still = (world.opened(name) for name in ("merged", "closed", "still"))
    world.owner.merge_pull(merged.number, MergeMethod.SQUASH, merged.head_sha)
    world.bot.close_pull(closed.number)
    again = world.bot.open_pull(NewPull("Again", "closed", "main"))
    world.bot.add_labels(again.number, ["governor:again"])
    world.owner.close_pull(again.number)
    other = world.opened("other")
    world.bot.close_pull(other.number)
    branches = [merged.head_branch, "nowhere", still.head_branch, closed.head_branch]
    listed = [
        one
        for one in world.bot.pulls(PullFilter(state=State.CLOSED))
        if one.head_branch in branches
    ]
    found = world.bot.ended(branches)
    assert [replace(one, closed_by="") for one in found] == [
        replace(one, closed_by="") for one in listed
    ]
    assert [one.number for one in found] == [merged.number, closed.number, again.number]
    assert found[-1].labels == ("governor:again",)
