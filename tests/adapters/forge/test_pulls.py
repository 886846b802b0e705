from dataclasses import replace

import pytest

from bot.errors import AlreadyExists, Forbidden, Invalid, NotFound
from bot.ports.forge.pulls import NewPull, PullFilter, State
from tests.adapters.forge.world import World, story


def test_a_pull_request_is_what_was_opened(world: World) -> None:
    sha = world.branch("topic", new_txt="one\n")
    pull = world.bot.open_pull(NewPull("Title", "topic", "main", "Body", draft=True))
    assert (pull.title, pull.body, pull.draft) == ("Title", "Body", True)
    assert (pull.state, pull.author, pull.merged) == (State.OPEN, "governor[bot]", False)
    assert (pull.head_branch, pull.head_sha, pull.from_fork) == ("topic", sha, False)
    assert (pull.base_branch, pull.base_sha) == ("main", world.main())
    assert pull.head_repository == "acme/fleet"
    assert world.bot.pull(pull.number) == replace(pull, mergeable=True)


def test_a_second_one_of_the_same_head_and_base_is_refused_and_the_first_named(
    world: World,
) -> None:
    first = world.opened("topic")
    with pytest.raises(AlreadyExists) as refused:
        world.acting("wendy").open_pull(NewPull("Again", "topic", "main"))
    assert (refused.value.status, refused.value.number) == (422, first.number)
    world.bot.close_pull(first.number)
    assert world.bot.open_pull(NewPull("Again", "topic", "main")).number > first.number


@pytest.mark.parametrize(
    ("head", "base", "reason"),
    [
        ("nowhere", "main", "head branch nowhere"),
        ("topic", "nowhere", "base branch nowhere"),
        ("main", "main", "no commits"),
        ("same", "main", "no commits"),
        ("stranger:topic", "main", "head branch"),
    ],
)
def test_branches_that_cannot_be_compared_are_refused(
    world: World, head: str, base: str, reason: str
) -> None:
    world.branch("topic", new_txt="one\n")
    world.bot.create_branch("same", world.main())
    with pytest.raises(Invalid, match=reason) as refused:
        world.bot.open_pull(NewPull("Title", head, base))
    assert refused.value.status == 422
    assert not world.bot.pulls()


def test_a_title_and_body_can_be_changed_apart(world: World) -> None:
    pull = world.opened("topic")
    world.bot.update_pull(pull.number, title="Other")
    changed = world.bot.update_pull(pull.number, body="Told anew")
    assert (changed.title, changed.body) == ("Other", "Told anew")
    assert changed.updated_at > pull.updated_at


@pytest.mark.parametrize("title", ["", "   ", "x" * 257])
def test_a_title_has_a_sane_length(world: World, title: str) -> None:
    pull = world.opened("topic")
    with pytest.raises(Invalid, match="title"):
        world.bot.update_pull(pull.number, title=title)
    with pytest.raises(Invalid, match="title"):
        world.bot.open_pull(NewPull(title, "topic", "main"))


def test_a_body_ends_at_the_limit_of_the_forge(world: World) -> None:
    pull = world.opened("topic")
    assert len(world.bot.update_pull(pull.number, body="x" * 65_536).body) == 65_536
    with pytest.raises(Invalid, match="65536"):
        world.bot.update_pull(pull.number, body="x" * 65_537)


def test_a_stranger_changes_nobody_elses_pull_request(world: World) -> None:
    pull = world.opened("topic")
    with pytest.raises(Forbidden, match="write"):
        world.acting("rita").update_pull(pull.number, title="Mine")
    with pytest.raises(Forbidden):
        world.acting("rita").close_pull(pull.number)
    assert world.acting("wendy").update_pull(pull.number, title="Ours").title == "Ours"


def test_lists_are_filtered(world: World) -> None:
    one, two = world.opened("one"), world.opened("two")
    world.branch("release", x_txt="x\n")
    three = world.bot.open_pull(NewPull("Three", "one", "release"))
    world.bot.close_pull(two.number)

    def numbers(wanted: PullFilter) -> list[int]:
        return sorted(pull.number for pull in world.bot.pulls(wanted))

    assert numbers(PullFilter()) == [one.number, three.number]
    assert numbers(PullFilter(State.CLOSED)) == [two.number]
    assert numbers(PullFilter(None)) == [one.number, two.number, three.number]
    assert numbers(PullFilter(None, head_branch="one")) == [one.number, three.number]
    assert numbers(PullFilter(None, "one", "main")) == [one.number]


def test_closing_and_reopening(world: World) -> None:
    pull = world.opened("topic")
    done = world.acting("wendy").close_pull(pull.number)
    assert (done.state, done.merged) == (State.CLOSED, False)
    assert done.closed_at is not None
    again = world.bot.reopen_pull(pull.number)
    assert (again.state, again.closed_at, again.head_sha) == (State.OPEN, None, pull.head_sha)


def test_a_pull_request_whose_branch_is_gone_is_closed_and_stays_so(world: World) -> None:
    pull = world.opened("topic")
    world.bot.delete_branch("topic")
    gone = world.bot.pull(pull.number)
    assert (gone.state, gone.merged, gone.head_sha) == (State.CLOSED, False, pull.head_sha)
    assert [file.path for file in world.bot.pull_files(pull.number)] == ["new.txt"]
    with pytest.raises(Invalid):
        world.bot.reopen_pull(pull.number)


def test_reopening_is_refused_while_another_is_open(world: World) -> None:
    first = world.opened("topic")
    world.bot.close_pull(first.number)
    second = world.bot.open_pull(NewPull("Again", "topic", "main"))
    with pytest.raises(AlreadyExists) as refused:
        world.bot.reopen_pull(first.number)
    assert refused.value.number in (second.number, None)


def test_a_push_from_outside_moves_the_head(world: World) -> None:
    pull = world.opened("topic")
    git = world.clone()
    git.run("checkout", "-q", "topic")
    git.run("commit", "-q", "--allow-empty", "-m", "more")
    git.run("push", "-q", "origin", "topic")
    moved = world.bot.pull(pull.number)
    assert moved.head_sha == git.text("rev-parse", "HEAD") != pull.head_sha
    assert [one.message for one in world.bot.pull_commits(pull.number)] == ["Change topic", "more"]
    assert moved.updated_at > pull.updated_at


def test_a_merge_pushed_by_hand_counts_as_merged(world: World) -> None:
    pull = world.opened("topic")
    git = world.clone()
    git.run("merge", "-q", "--no-ff", "-m", "by hand", "origin/topic")
    git.run("push", "-q", "origin", "main")
    done = world.bot.pull(pull.number)
    assert (done.state, done.merged) == (State.CLOSED, True)
    assert done.merge_sha == world.main()


def test_a_branch_reset_to_its_base_closes_its_pull_request(world: World) -> None:
    pull = world.opened("topic")
    world.bot.update_branch("topic", world.main(), force=True)
    assert (world.bot.pull(pull.number).state, world.bot.pull(pull.number).merged) == (
        State.CLOSED,
        False,
    )


def test_mergeable_is_worked_out_for_one_and_left_open_in_lists(world: World) -> None:
    clean = world.opened("clean", docs__story_txt=story(40, "clean"))
    dirty = world.opened("dirty", docs__story_txt=story(3, "dirty"))
    world.branch("main", docs__story_txt=story(3, "main"))
    assert world.bot.pull(clean.number).mergeable is True
    assert world.bot.pull(dirty.number).mergeable is False
    assert {pull.mergeable for pull in world.bot.pulls()} == {None}


def test_a_pull_request_from_a_fork(world: World) -> None:
    git = world.clone(world.fork("rita"))
    git.run("checkout", "-q", "-b", "idea")
    git.run("commit", "-q", "--allow-empty", "-m", "an idea")
    git.run("push", "-q", "origin", "idea")
    pull = world.acting("rita").open_pull(NewPull("Idea", "rita:idea", "main"))
    assert (pull.from_fork, pull.head_repository) == (True, "rita/fleet")
    assert (pull.head_branch, pull.head_sha) == ("idea", git.text("rev-parse", "HEAD"))
    assert world.bot.branch_head("idea") is None
    assert not world.bot.pulls(PullFilter(head_branch="idea"))
    git.run("commit", "-q", "--allow-empty", "-m", "a better idea")
    git.run("push", "-q", "origin", "idea")
    assert world.bot.pull(pull.number).head_sha == git.text("rev-parse", "HEAD")
    messages = [one.message for one in world.bot.pull_commits(pull.number)]
    assert messages == ["an idea", "a better idea"]


def test_what_is_not_there_is_not_found(world: World) -> None:
    issue = world.bot.open_issue("Not a pull request")
    for number in (issue.number, 999):
        with pytest.raises(NotFound) as missing:
            world.bot.pull(number)
        assert missing.value.status == 404
        with pytest.raises(NotFound):
            world.bot.pull_files(number)
