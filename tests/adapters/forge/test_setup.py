from datetime import UTC, datetime

import pytest

from bot.adapters.local_forge.session import app_number
from bot.errors import Forbidden, Invalid
from bot.ports.forge.contents import FileChange
from bot.ports.forge.setup import Right, Workflow
from tests.adapters.forge.conftest import Dial
from tests.adapters.forge.world import World
from tests.face.face import Face


@pytest.mark.parametrize("right", Right)
def test_what_may_be_written_is_tried_and_nothing_is_written(world: World, right: Right) -> None:
    before = (world.bot.branches(), world.bot.issues(), world.bot.pulls())
    assert world.bot.may_write(right)
    assert (world.bot.branches(), world.bot.issues(), world.bot.pulls()) == before
    assert not world.bot.statuses(world.main())


@pytest.mark.parametrize("right", Right)
def test_a_token_that_lacks_one_right_is_told(face: Face, dial: Dial, right: Right) -> None:
    forge, _ = dial()
    face.memory.lacking = {right}
    assert [one for one in Right if not forge.may_write(one)] == [right]


def test_workflows_are_listed_by_path(world: World) -> None:
    world.owner.commit_files(
        "main",
        world.main(),
        [_workflow("b.yml"), _workflow("a.yml"), _workflow("README.md")],
        "Add workflows",
        world.main(),
    )
    found = [Workflow(f".github/workflows/{name}", "active") for name in ("a.yml", "b.yml")]
    assert list(world.bot.workflows()) == found


def _workflow(name: str) -> FileChange:
    return FileChange(f".github/workflows/{name}", b"on: push\n")


def test_a_workflow_that_stopped_says_so(face: Face, dial: Dial, local: World) -> None:
    change = _workflow("cycle.yml")
    local.owner.commit_files("main", local.main(), [change], "Add it", local.main())
    face.memory.disabled = {change.path: "disabled_inactivity"}
    assert list(dial()[0].workflows()) == [Workflow(change.path, "disabled_inactivity")]


def test_environments_say_whether_somebody_reviews(face: Face, dial: Dial) -> None:
    face.memory.environments = {"governor-raise": True, "pages": False}
    assert dial()[0].environments() == {"governor-raise": True, "pages": False}


def test_who_makes_an_environment_approves_there(dial: Dial) -> None:
    dial("acme")[0].make_environment("governor-raise")
    assert dial()[0].environments() == {"governor-raise": True}


def test_a_plan_without_reviewers_is_told_of(face: Face, dial: Dial) -> None:
    face.memory.plan_reviews = False
    with pytest.raises(Invalid, match="protection rule"):
        dial("acme")[0].make_environment("governor-raise")
    assert not face.memory.environments


def test_names_of_secrets_are_for_who_administers(face: Face, dial: Dial) -> None:
    face.memory.secrets = ["OPENAI_API_KEY"]
    assert dial("acme")[0].secret_names() == {"OPENAI_API_KEY"}
    with pytest.raises(Forbidden, match="secrets: read"):
        dial()[0].secret_names()


def test_names_of_variables_are_for_who_administers(face: Face, dial: Dial) -> None:
    face.memory.variables = ["EMAIL_FROM"]
    assert dial("acme")[0].variable_names() == {"EMAIL_FROM"}
    with pytest.raises(Forbidden, match="variables: read"):
        dial()[0].variable_names()


def test_workflows_may_open_pulls_once_they_are_let(world: World) -> None:
    with pytest.raises(Forbidden):
        world.bot.let_actions_open_pulls()
    world.owner.let_actions_open_pulls()
    assert world.owner.actions_open_pulls()


def test_letting_them_changes_nothing_else(face: Face, dial: Dial) -> None:
    forge = dial("acme")[0]
    assert not forge.actions_open_pulls()
    forge.let_actions_open_pulls()
    said = {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": True}
    assert face.writes[-1].body == said


def test_an_app_has_a_number(world: World) -> None:
    assert world.bot.app_id("governor[bot]") == app_number("governor[bot]")


def test_the_time_there_is_told(face: Face, dial: Dial) -> None:
    face.ahead = 3600
    told = dial()[0].time()
    assert told.tzinfo is UTC
    assert 3590 < (told - datetime.now(UTC)).total_seconds() < 3610
