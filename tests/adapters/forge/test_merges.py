"""Every way to merge against every way that it can go wrong."""

import pytest

from bot.errors import Forbidden, MergeConflict, MovedHead, NotMergeable
from bot.ports.forge.checks import (
    CheckReport,
    CheckStatus,
    Conclusion,
    NewStatus,
    Required,
    StatusState,
)
from bot.ports.forge.pulls import MergeMethod, NewPull, PullRequest, State
from tests.adapters.forge.world import World, story

METHODS = pytest.mark.parametrize("method", list(MergeMethod))
PASSED = CheckReport(CheckStatus.COMPLETED, Conclusion.SUCCESS)


def three_commits(world: World) -> PullRequest:
    """Open a pull request of three commits while main has gone on elsewhere."""
    world.branch("topic", a_txt="a\n", docs__story_txt=story(3, "three"))
    world.branch("topic", b_txt="b\n")
    pull = world.opened("topic", a_txt="a again\n", policies__agents_yml=None)
    world.branch("main", docs__story_txt=story(40, "forty"), m_txt="m\n")
    return world.bot.pull(pull.number)


def merged(world: World, pull: PullRequest, method: MergeMethod) -> PullRequest:
    return world.acting("wendy").merge_pull(pull.number, method, pull.head_sha)


@METHODS
def test_a_clean_merge_closes_the_request_and_records_itself(
    world: World, method: MergeMethod
) -> None:
    pull, before = three_commits(world), world.main()
    done = merged(world, pull, method)
    assert (done.state, done.merged) == (State.CLOSED, True)
    assert done.merge_method in (method, None)
    assert (done.merge_sha, done.head_sha) == (world.main(), pull.head_sha)
    assert done.merge_sha != before
    assert (done.closed_by, done.mergeable) == ("wendy", None)
    assert world.bot.pull(pull.number) == done
    assert not world.bot.pulls()


@METHODS
def test_the_tree_is_what_git_itself_merges(world: World, method: MergeMethod) -> None:
    pull = three_commits(world)
    git = world.clone()
    git.run("merge", "-q", "--no-ff", "-m", "by git", "origin/topic")
    merged(world, pull, method)
    assert world.bot.commit(world.main()).tree == git.text("rev-parse", "HEAD^{tree}")


@METHODS
def test_history_has_the_shape_of_the_method(world: World, method: MergeMethod) -> None:
    pull, before = three_commits(world), world.main()
    merged(world, pull, method)
    new = world.bot.compare(before, "main").commits
    last = new[-1]
    match method:
        case MergeMethod.MERGE:
            assert last.parents == (before, pull.head_sha)
            assert last.message.startswith(f"Merge pull request #{pull.number} from acme/topic\n")
        case MergeMethod.SQUASH:
            assert [one.parents for one in new] == [(before,)]
            assert last.message == f"Change topic (#{pull.number})"
        case MergeMethod.REBASE:
            assert [one.parents for one in new] == [(before,), (new[0].sha,), (new[1].sha,)]
            assert [one.message for one in new] == ["Change topic"] * 3
    assert last.author == "governor[bot]" if method is MergeMethod.REBASE else "wendy"


def test_a_rebase_merge_is_what_git_rebase_makes(world: World) -> None:
    git = world.clone()
    for number in range(3):
        path = git.folder / f"{number}.txt"
        path.write_text(f"{number}\n")
        git.run("add", ".")
        git.run("commit", "-q", "-m", f"Commit {number}\n\nWith a body, und einem ü.")
    git.run("push", "-q", "origin", "HEAD:topic")
    pull = world.bot.open_pull(NewPull("Three", "topic", "main"))
    world.branch("main", docs__story_txt=story(1, "one"))
    git.run("fetch", "-q")
    git.run("rebase", "-q", "origin/main")
    merged(world, pull, MergeMethod.REBASE)
    fields = "--format=%T %an %ae %ad %B"
    ours = world.git().text("log", "-3", fields, "main")
    assert ours == git.text("log", "-3", fields, "HEAD")


def test_a_rebase_merge_leaves_out_merges_and_what_the_base_has_already(world: World) -> None:
    world.branch("topic", a_txt="a\n")
    world.branch("main", a_txt="a\n")
    git = world.clone()
    git.run("checkout", "-q", "topic")
    git.run("merge", "-q", "-m", "catch up", "origin/main")
    git.run("push", "-q", "origin", "topic")
    pull, before = world.opened("topic", b_txt="b\n"), world.main()
    done = merged(world, pull, MergeMethod.REBASE)
    assert [one.parents for one in world.bot.compare(before, done.merge_sha).commits] == [(before,)]
    assert world.bot.read_file("b.txt", "main") == b"b\n"


@METHODS
def test_a_conflict_names_its_paths_and_moves_nothing(world: World, method: MergeMethod) -> None:
    pull = world.opened("topic", docs__story_txt=story(3, "ours"), policies__agents_yml="a: 2\n")
    world.branch("main", docs__story_txt=story(3, "theirs"), policies__agents_yml="a: 3\n")
    before = world.main()
    with pytest.raises(MergeConflict) as refused:
        merged(world, pull, method)
    assert refused.value.status == 405
    assert refused.value.paths in (("docs/story.txt", "policies/agents.yml"), ())
    assert (world.main(), world.bot.pull(pull.number).state) == (before, State.OPEN)


@METHODS
def test_a_moved_head_is_refused_with_both_places(world: World, method: MergeMethod) -> None:
    pull, before = world.opened("topic"), world.main()
    newer = world.branch("topic", more_txt="more\n")
    with pytest.raises(MovedHead) as refused:
        merged(world, pull, method)
    assert refused.value.status == 409
    assert refused.value.expected == pull.head_sha
    assert refused.value.found in (newer, None)
    assert (world.main(), world.bot.pull(pull.number).merged) == (before, False)


@METHODS
def test_a_missing_required_check_blocks(world: World, method: MergeMethod) -> None:
    pull, before = world.opened("topic"), world.main()
    world.owner.require_checks("main", [Required("governor/gate"), Required("ci")])
    world.bot.create_check_run(pull.head_sha, "governor/gate", PASSED)
    with pytest.raises(NotMergeable, match="ci") as refused:
        merged(world, pull, method)
    assert refused.value.status == 405
    assert world.main() == before
    world.bot.set_status(pull.head_sha, NewStatus("ci", StatusState.SUCCESS))
    assert merged(world, pull, method).merged


@METHODS
def test_a_deleted_branch_cannot_be_merged(world: World, method: MergeMethod) -> None:
    pull, before = world.opened("topic"), world.main()
    world.bot.delete_branch("topic")
    with pytest.raises(NotMergeable) as refused:
        merged(world, pull, method)
    assert refused.value.status == 405
    assert world.main() == before


@METHODS
def test_a_merge_happens_once(world: World, method: MergeMethod) -> None:
    pull = world.opened("topic")
    once = merged(world, pull, method).merge_sha
    with pytest.raises(NotMergeable):
        merged(world, pull, method)
    assert world.main() == once


@METHODS
def test_the_branch_can_go_after_the_merge(world: World, method: MergeMethod) -> None:
    pull = world.opened("topic")
    done = merged(world, pull, method)
    world.bot.delete_branch("topic")
    assert world.bot.pull(pull.number) == done
    assert [one.sha for one in world.bot.pull_commits(pull.number)] == [pull.head_sha]
    assert [one.path for one in world.bot.pull_files(pull.number)] == ["new.txt"]


@METHODS
def test_a_reverted_merge_gives_the_tree_back(world: World, method: MergeMethod) -> None:
    pull, before = three_commits(world), world.bot.commit(world.main())
    done = merged(world, pull, method)
    git = world.clone()
    mainline = ["-m", "1"] if method is MergeMethod.MERGE else []
    count = 3 if method is MergeMethod.REBASE else 1
    span = [f"{done.merge_sha}~{count}..{done.merge_sha}"] if count > 1 else [done.merge_sha]
    git.run("revert", "--no-edit", *mainline, *span)
    assert git.text("rev-parse", "HEAD^{tree}") == before.tree


def test_a_closed_request_or_a_draft_is_not_merged(world: World) -> None:
    pull = world.opened("topic")
    world.bot.close_pull(pull.number)
    with pytest.raises(NotMergeable):
        merged(world, pull, MergeMethod.MERGE)
    draft = world.bot.open_pull(NewPull("Draft", "topic", "main", draft=True))
    with pytest.raises(NotMergeable):
        merged(world, draft, MergeMethod.MERGE)


def test_who_may_not_write_may_not_merge(world: World) -> None:
    pull = world.opened("topic")
    with pytest.raises(Forbidden):
        world.acting("rita").merge_pull(pull.number, MergeMethod.MERGE, pull.head_sha)


def test_words_of_the_merge_can_be_chosen(world: World) -> None:
    pull = world.opened("topic")
    world.bot.merge_pull(
        pull.number, MergeMethod.SQUASH, pull.head_sha, title="Title", message="Why.\n\nMore."
    )
    assert world.bot.commit(world.main()).message == "Title\n\nWhy.\n\nMore."


def test_other_pull_requests_follow_the_base_branch(world: World) -> None:
    first, second = world.opened("first"), world.opened("second", s_txt="s\n")
    merged(world, first, MergeMethod.SQUASH)
    after = world.bot.pull(second.number)
    assert (after.base_sha, after.head_sha) == (world.main(), second.head_sha)
    assert [one.path for one in world.bot.pull_files(second.number)] == ["s.txt"]
