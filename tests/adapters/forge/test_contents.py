import pytest

from bot.errors import AlreadyExists, Forbidden, Invalid, MovedHead, NotFastForward, NotFound
from bot.ports.forge.checks import Required
from bot.ports.forge.contents import Branch, FileChange, FileStatus
from tests.adapters.forge.world import STORY, World, story

MISSING = "0" * 40


def test_branches_are_made_moved_and_removed(world: World) -> None:
    first = world.main()
    assert world.bot.create_branch("governor/a", first) == Branch("governor/a", first)
    second = world.branch("main", x_txt="x\n")
    assert world.bot.update_branch("governor/a", second).sha == second
    world.bot.create_branch("governor/b", first)
    world.bot.create_branch("governor-else", first)
    assert [one.name for one in world.bot.branches("governor/")] == ["governor/a", "governor/b"]
    world.bot.delete_branch("governor/a")
    assert world.bot.branch_head("governor/a") is None
    assert [one.name for one in world.bot.branches()] == ["governor-else", "governor/b", "main"]


def test_a_branch_that_stands_is_not_made_again(world: World) -> None:
    world.bot.create_branch("topic", world.main())
    with pytest.raises(AlreadyExists) as refused:
        world.bot.create_branch("topic", world.main())
    assert refused.value.status == 422


@pytest.mark.parametrize("name", ["with space", "a..b", "-", "end.lock", "", "main/below"])
def test_names_that_git_does_not_take_are_refused(world: World, name: str) -> None:
    with pytest.raises(Invalid):
        world.bot.create_branch(name, world.main())


def test_commits_are_not_lost_unless_forced(world: World) -> None:
    first = world.main()
    second = world.branch("topic", x_txt="x\n")
    with pytest.raises(NotFastForward) as refused:
        world.bot.update_branch("topic", first)
    assert (refused.value.status, world.bot.branch_head("topic")) == (422, second)
    assert world.bot.update_branch("topic", first, force=True).sha == first


def test_what_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.bot.update_branch("nowhere", world.main())
    with pytest.raises(NotFound):
        world.bot.delete_branch("nowhere")
    with pytest.raises(NotFound):
        world.bot.create_branch("topic", MISSING)
    with pytest.raises(NotFound):
        world.bot.commit(MISSING)
    with pytest.raises(NotFound):
        world.bot.read_file("README.md", "nowhere")
    with pytest.raises(NotFound):
        world.bot.compare("main", "nowhere")


def test_the_default_branch_stays(world: World) -> None:
    with pytest.raises(Invalid):
        world.bot.delete_branch("main")


def test_files_are_read_at_branches_and_commits(world: World) -> None:
    first = world.main()
    world.branch("main", docs__story_txt=story(1, "changed"))
    assert world.bot.read_file("docs/story.txt", first) == STORY
    assert world.bot.read_file("docs/story.txt", "main") == story(1, "changed").encode()
    assert world.bot.read_file("docs/none.txt", "main") is None
    assert world.bot.read_file("docs", "main") is None
    assert world.bot.read_file("../README.md", "main") is None


def test_a_commit_adds_changes_and_removes_at_once(world: World) -> None:
    first, data = world.main(), bytes(range(256))
    changes = [
        FileChange("data/all.bin", data),
        FileChange("docs/story.txt", b"short\r\n"),
        FileChange("policies/agents.yml", None),
    ]
    commit = world.bot.commit_files("topic", first, changes, "Say why\n\nAnd more.", None)
    assert (commit.parents, commit.message) == ((first,), "Say why\n\nAnd more.")
    assert commit.author == "governor[bot]"
    assert world.bot.read_file("data/all.bin", "topic") == data
    assert world.bot.read_file("docs/story.txt", "topic") == b"short\r\n"
    assert world.bot.read_file("policies/agents.yml", "topic") is None
    assert world.bot.read_file("README.md", "topic") == b"# fleet\n"
    assert (world.main(), world.bot.branch_head("topic")) == (first, commit.sha)


def test_a_commit_wants_the_branch_where_it_was_seen(world: World) -> None:
    first, change = world.main(), [FileChange("x.txt", b"x\n")]
    second = world.branch("topic", y_txt="y\n")
    for expected in (None, first):
        with pytest.raises(MovedHead) as refused:
            world.bot.commit_files("topic", first, change, "Late", expected)
        assert refused.value.expected == expected
        assert world.bot.branch_head("topic") == second
    with pytest.raises(MovedHead):
        world.bot.commit_files("nowhere", first, change, "Early", first)


def test_a_branch_is_refreshed_on_a_newer_base(world: World) -> None:
    old = world.branch("topic", x_txt="x\n")
    base = world.branch("main", y_txt="y\n")
    new = world.bot.commit_files("topic", base, [FileChange("x.txt", b"2\n")], "Refresh", old)
    assert new.parents == (base,)
    assert world.bot.compare("main", "topic").ahead_by == 1


@pytest.mark.parametrize("path", ["", "/x", "a//b", "../x", "a/../b", ".git/config", "a/.GIT/b"])
def test_paths_that_git_does_not_hold_are_refused(world: World, path: str) -> None:
    with pytest.raises(Invalid):
        world.bot.commit_files("topic", world.main(), [FileChange(path, b"x")], "Bad", None)
    assert world.bot.branch_head("topic") is None


def test_removing_what_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        world.bot.commit_files("topic", world.main(), [FileChange("x", None)], "Bad", None)


def test_an_executable_file_stays_one(world: World) -> None:
    git = world.clone()
    (git.folder / "run.sh").write_text("#!/bin/sh\n")
    git.run("add", "--chmod=+x", "run.sh")
    git.run("commit", "-q", "-m", "Add a script")
    git.run("push", "-q", "origin", "main")
    head = world.main()
    world.bot.commit_files("main", head, [FileChange("run.sh", b"#!/bin/sh\nls\n")], "Edit", head)
    assert world.git().text("ls-tree", "main", "run.sh").startswith("100755")


def test_history_is_listed_newest_first_and_by_path(world: World) -> None:
    first = world.main()
    second = world.branch("main", x_txt="1\n")
    third = world.branch("main", docs__story_txt="new\n")
    assert [one.sha for one in world.bot.commits("main")] == [third, second, first]
    assert [one.sha for one in world.bot.commits("main", limit=2)] == [third, second]
    assert [one.sha for one in world.bot.commits("main", "docs/story.txt")] == [third, first]
    assert [one.sha for one in world.bot.commits(second)] == [second, first]


def test_a_commit_of_nobody_here_has_no_login(world: World) -> None:
    git = world.clone()
    git.run("commit", "-q", "--allow-empty", "-m", "From outside")
    git.run("push", "-q", "origin", "main")
    commit = world.bot.commit(world.main())
    assert (commit.author, commit.author_name) == ("", "Olga Outside")
    assert commit.author_email == "olga@example.com"


def test_a_comparison_starts_where_the_two_parted(world: World) -> None:
    parted = world.main()
    head = world.branch("topic", x_txt="x\n", docs__story_txt=None)
    world.branch("main", y_txt="y\n")
    world.branch("main", z_txt="z\n")
    both = world.bot.compare("main", "topic")
    assert (both.merge_base, both.ahead_by, both.behind_by) == (parted, 1, 2)
    assert [one.sha for one in both.commits] == [head]
    assert [(one.path, one.status) for one in both.files] == [
        ("docs/story.txt", FileStatus.REMOVED),
        ("x.txt", FileStatus.ADDED),
    ]


def test_a_protected_branch_takes_no_direct_commit(world: World) -> None:
    world.owner.require_checks("main", [Required("governor/gate")])
    head = world.main()
    for forge in (world.bot, world.owner):
        with pytest.raises(Forbidden) as refused:
            forge.commit_files("main", head, [FileChange("x", b"x")], "Sneak", head)
        assert "governor/gate" in str(refused.value)
    with pytest.raises(Forbidden):
        world.bot.update_branch("main", world.branch("topic", x_txt="x\n"))
    assert world.main() == head


def test_who_may_only_read_writes_nothing(world: World) -> None:
    rita, head = world.acting("rita"), world.main()
    with pytest.raises(Forbidden):
        rita.create_branch("mine", head)
    with pytest.raises(Forbidden):
        rita.commit_files("main", head, [FileChange("x", b"x")], "Sneak", head)
    with pytest.raises(Forbidden):
        rita.update_branch("main", head)
    with pytest.raises(Forbidden):
        rita.delete_branch("main")
