import pytest

from bot.errors import Forbidden, Invalid, NotFound, NotMergeable
from bot.ports.forge.checks import (
    Annotation,
    CheckReport,
    CheckStatus,
    Conclusion,
    NewStatus,
    Required,
    Severity,
    StatusState,
)
from bot.ports.forge.pulls import MergeMethod
from tests.adapters.forge.world import World

GATE = "governor/gate"
RUNNING = CheckReport(CheckStatus.IN_PROGRESS)
FAILED = CheckReport(
    CheckStatus.COMPLETED,
    Conclusion.FAILURE,
    "Blocked",
    "Because.",
    (Annotation("policies/agents.yml", 1, 2, Severity.FAILURE, "raises risk", "stage"),),
    "digest",
)
PASSED = CheckReport(CheckStatus.COMPLETED, Conclusion.SUCCESS, "Approved", "All well.")
MISSING = "0" * 40


def test_a_check_run_is_created_and_completed(world: World) -> None:
    run = world.bot.create_check_run(world.main(), GATE, RUNNING)
    assert (run.name, run.head_sha, run.report, run.completed_at) == (
        GATE,
        world.main(),
        RUNNING,
        None,
    )
    done = world.bot.update_check_run(run.id, FAILED)
    assert (done.id, done.report) == (run.id, FAILED)
    assert done.completed_at is not None
    assert world.bot.check_runs(world.main()) == [done]


def test_check_runs_are_of_one_commit_and_found_by_name(world: World) -> None:
    pull = world.opened("topic")
    gate = world.bot.create_check_run(pull.head_sha, GATE, RUNNING)
    world.bot.create_check_run(pull.head_sha, "other", RUNNING)
    assert world.bot.check_runs(pull.head_sha, GATE) == [gate]
    assert len(world.bot.check_runs(pull.head_sha)) == 2
    assert not world.bot.check_runs(world.main())


def test_nobody_changes_the_check_run_of_another_app(world: World) -> None:
    run = world.bot.create_check_run(world.main(), GATE, FAILED)
    with pytest.raises(Forbidden):
        world.acting("wendy").update_check_run(run.id, PASSED)
    assert world.bot.check_runs(world.main()) == [run]


@pytest.mark.parametrize(
    "report",
    [
        CheckReport(CheckStatus.COMPLETED),
        CheckReport(CheckStatus.QUEUED, Conclusion.SUCCESS),
        CheckReport(CheckStatus.QUEUED, summary="x" * 65_536),
    ],
    ids=["no conclusion", "early conclusion", "long summary"],
)
def test_a_report_that_makes_no_sense_is_refused(world: World, report: CheckReport) -> None:
    with pytest.raises(Invalid):
        world.bot.create_check_run(world.main(), GATE, report)
    run = world.bot.create_check_run(world.main(), GATE, RUNNING)
    with pytest.raises(Invalid):
        world.bot.update_check_run(run.id, report)


def test_statuses_come_newest_first_with_their_creators(world: World) -> None:
    sha = world.main()
    world.bot.set_status(
        sha, NewStatus("governor/gate", StatusState.FAILURE, "blocked", "http://x")
    )
    world.acting("wendy").set_status(sha, NewStatus("governor/gate", StatusState.SUCCESS))
    forged, ours = world.bot.statuses(sha)
    assert (forged.creator, forged.state) == ("wendy", StatusState.SUCCESS)
    assert (ours.creator, ours.state) == ("governor[bot]", StatusState.FAILURE)
    assert (ours.description, ours.target_url, ours.sha) == ("blocked", "http://x", sha)


def test_verdicts_need_a_commit_and_the_right_to_write(world: World) -> None:
    for forge, refusal, sha in (
        (world.bot, NotFound, MISSING),
        (world.acting("rita"), Forbidden, world.main()),
    ):
        with pytest.raises(refusal):
            forge.create_check_run(sha, GATE, RUNNING)
        with pytest.raises(refusal):
            forge.set_status(sha, NewStatus("ci", StatusState.SUCCESS))


def test_a_description_is_short(world: World) -> None:
    with pytest.raises(Invalid):
        world.bot.set_status(world.main(), NewStatus("ci", StatusState.SUCCESS, "x" * 141))


def test_required_checks_are_set_and_lifted(world: World) -> None:
    world.owner.require_checks("main", [Required(GATE)])
    assert list(world.bot.required_checks("main")) == [Required(GATE)]
    with pytest.raises(Forbidden):
        world.bot.require_checks("main", [])
    world.owner.require_checks("main", [])
    assert not world.bot.required_checks("main")


@pytest.mark.parametrize(
    ("reports", "allowed"),
    [
        ([], False),
        ([RUNNING], False),
        ([FAILED], False),
        ([PASSED], True),
        ([FAILED, PASSED], True),
        ([PASSED, FAILED], False),
        ([CheckReport(CheckStatus.COMPLETED, Conclusion.NEUTRAL)], True),
        ([CheckReport(CheckStatus.COMPLETED, Conclusion.SKIPPED)], True),
        ([CheckReport(CheckStatus.COMPLETED, Conclusion.CANCELLED)], False),
        ([CheckReport(CheckStatus.COMPLETED, Conclusion.ACTION_REQUIRED)], False),
    ],
)
def test_the_newest_run_of_a_required_check_decides(
    world: World, reports: list[CheckReport], *, allowed: bool
) -> None:
    pull = world.opened("topic")
    world.owner.require_checks("main", [Required(GATE)])
    for report in reports:
        world.bot.create_check_run(pull.head_sha, GATE, report)
    assert _merges(world, pull.number, pull.head_sha) == allowed


@pytest.mark.parametrize("state", list(StatusState))
def test_a_status_of_the_same_name_must_agree(world: World, state: StatusState) -> None:
    pull = world.opened("topic")
    world.owner.require_checks("main", [Required(GATE)])
    world.bot.create_check_run(pull.head_sha, GATE, PASSED)
    world.acting("wendy").set_status(pull.head_sha, NewStatus(GATE, state))
    assert _merges(world, pull.number, pull.head_sha) == (state is StatusState.SUCCESS)


def test_a_check_of_an_older_head_does_not_count(world: World) -> None:
    pull = world.opened("topic")
    world.owner.require_checks("main", [Required(GATE)])
    world.bot.create_check_run(pull.head_sha, GATE, PASSED)
    assert not _merges(world, pull.number, world.branch("topic", more_txt="more\n"))


def test_only_what_the_named_app_says_counts_where_a_check_names_it(world: World) -> None:
    pull = world.opened("topic")
    number = world.bot.app_id("governor[bot]")
    world.owner.require_checks("main", [Required(GATE, number)])
    assert list(world.bot.required_checks("main")) == [Required(GATE, number)]
    world.acting("wendy").set_status(pull.head_sha, NewStatus(GATE, StatusState.SUCCESS))
    assert not _merges(world, pull.number, pull.head_sha)
    world.bot.create_check_run(pull.head_sha, GATE, PASSED)
    assert _merges(world, pull.number, pull.head_sha)


def test_the_checks_that_are_required_may_change(world: World) -> None:
    world.owner.require_checks("main", [Required("old")])
    world.owner.require_checks("main", [Required(GATE), Required("ci")])
    assert [one.name for one in world.bot.required_checks("main")] == ["ci", GATE]
    assert "required_status_checks" in world.bot.rules_of("main")
    assert not world.bot.rules_of("topic")


def test_a_branch_that_keeps_its_history_takes_no_other_than_further_commits(world: World) -> None:
    with pytest.raises(Forbidden):
        world.bot.keep_history("topic")
    world.branch("topic", one_txt="one\n")
    for _ in range(2):
        world.owner.keep_history("topic")
    assert list(world.bot.rules_of("topic")) == ["deletion", "non_fast_forward"]
    world.branch("topic", two_txt="two\n")
    with pytest.raises((Forbidden, Invalid)):
        world.bot.delete_branch("topic")


def _merges(world: World, number: int, head: str) -> bool:
    try:
        return world.owner.merge_pull(number, MergeMethod.SQUASH, head).merged
    except NotMergeable:
        return False
