"""Every way to merge against everything that can happen afterwards, by real git."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.git import Git
from bot.commands.rolling_back import Done, Outcome, merged_pull, roll_back
from bot.effects.planning.wish import AGAIN
from bot.effects.reversal import Manner
from bot.effects.rollback import LABEL, Asked, Rise, Rollback, branch_of
from bot.errors import CannotReach, CannotRunGit, Refused
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, NewPull, PullFilter, PullRequest
from bot.ports.reverts import Merged
from bot.state.fleet import BreachEntry
from tests.adapters.reverting import fleet as world
from tests.adapters.reverting.fleet import AGENTS, BRANCH, CODE, LIVE, PROSE, REGISTRY, Fleet

MERGED_AT = datetime(2026, 11, 19, tzinfo=UTC)
BREACH = BreachEntry(
    at="2026-11-21T09:00:00.000Z", drawdown_bps=262.4, limit_bps=250.0, killed=("tide-btc",)
)
METHODS = pytest.mark.parametrize("method", list(MergeMethod))
Later = Callable[[Fleet, PullRequest], None]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fleets")


@pytest.fixture
def fleet(templates: Path, tmp_path: Path) -> Fleet:
    return world.found(tmp_path, templates)


def breached(number: int) -> Rollback:
    return Rollback(number, Rise(number, "tide-btc", scaffolded=False, merged_at=MERGED_AT), BREACH)


def asked(number: int) -> Rollback:
    return Rollback(number, asked=Asked("kim", "it trades against us", "Tide"))


def act(fleet: Fleet, pull: PullRequest, clone: str = "reverts") -> Done:
    return roll_back(fleet.bot, fleet.reverts(clone), breached(pull.number))


def nothing(fleet: Fleet, pull: PullRequest) -> None:
    """Let it stand."""
    del fleet, pull


def elsewhere(fleet: Fleet, pull: PullRequest) -> None:
    del pull
    fleet.replace("main", "name: anchor-eth # the oldest", "name: anchor-eth # the very oldest")
    fleet.edit("main", other=PROSE.replace("line 9\n", "line nine\n"))


def same_line(fleet: Fleet, pull: PullRequest) -> None:
    del pull
    fleet.replace("main", "stage: live", "stage: live # rita looked at it")


def reverted(fleet: Fleet, pull: PullRequest) -> None:
    git = fleet.clone()
    mainline = ["-m", "1"] if pull.merge_method is MergeMethod.MERGE else []
    count = 3 if pull.merge_method is MergeMethod.REBASE else 1
    line = git.text("rev-list", "--first-parent", "-n", str(count), pull.merge_sha).split()
    git.run("revert", "--no-edit", *mainline, *line)
    git.run("push", "-q", "origin", "HEAD:main")


def branch_deleted(fleet: Fleet, pull: PullRequest) -> None:
    del pull
    fleet.owner.delete_branch(BRANCH)
    fleet.git.run("reflog", "expire", "--expire=now", "--all")
    fleet.git.run("gc", "-q", "--prune=now")


@METHODS
@pytest.mark.parametrize("later", [nothing, elsewhere, same_line, reverted, branch_deleted])
def test_what_was_promoted_is_as_before_and_nothing_else_changes(
    fleet: Fleet, method: MergeMethod, later: Later
) -> None:
    pull = fleet.promoted(method)
    assert fleet.files()[AGENTS] == LIVE
    later(fleet, pull)
    expected = undone(fleet.files())
    done = act(fleet, pull)
    if later is reverted:
        assert (done.outcome, done.number) == (Outcome.NOTHING, 0)
        assert fleet.bot.branch_head(branch_of(pull.number)) is None
    else:
        assert done.outcome is Outcome.OPENED
        manner = Manner.SETTLED if later is same_line else Manner.CLEAN
        assert done.reversal.manner is manner
        fleet.merge(done.number, method)
    assert fleet.files() == expected


def undone(files: Mapping[str, str]) -> Mapping[str, str]:
    """Take from today's files what the promotion brought, and the comment on its line."""
    agents = files[AGENTS].replace("stage: live # rita looked at it", "stage: canary")
    before = {**files, AGENTS: agents.replace("stage: live", "stage: canary")}
    before[CODE] = world.GENESIS[CODE].decode()
    before.pop(world.NOTES, None)
    return before


@METHODS
def test_it_is_what_git_revert_makes(fleet: Fleet, method: MergeMethod) -> None:
    pull = fleet.promoted(method)
    elsewhere(fleet, pull)
    done = act(fleet, pull)
    reverted(fleet, pull)
    trees = [fleet.git.text("rev-parse", f"{one}^{{tree}}") for one in ("main", done.reversal.sha)]
    assert trees[0] == trees[1]
    assert len(done.reversal.commits) == (3 if method is MergeMethod.REBASE else 1)
    assert done.reversal.commits[0] == pull.merge_sha


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


def test_a_merged_rollback_is_not_made_again(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.REBASE)
    fleet.merge(act(fleet, pull).number, MergeMethod.REBASE)
    assert act(fleet, pull).outcome is Outcome.NOTHING


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


def test_two_promotions_of_one_agent_are_undone_in_any_order(fleet: Fleet) -> None:
    fleet.edit("first", agents=REGISTRY.replace("name: reef-sol", "name: reef-sol # 1"))
    one = fleet.merge(fleet.open("first").number, MergeMethod.SQUASH)
    fleet.edit("second", agents=fleet.files()[AGENTS].replace("# 1", "# 2"))
    two = fleet.merge(fleet.open("second").number, MergeMethod.REBASE)
    newer, older = act(fleet, two), act(fleet, one)
    fleet.merge(newer.number, MergeMethod.SQUASH)
    assert act(fleet, one).number == older.number
    fleet.merge(older.number, MergeMethod.MERGE)
    assert fleet.files()[AGENTS] == REGISTRY


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


def follow(git: Git) -> None:
    git.run("fetch", "-q", "origin", "main")
    git.run("reset", "-q", "--hard", "FETCH_HEAD")


def point(git: Git, target: str) -> None:
    (git.folder / "link").unlink()
    (git.folder / "link").symlink_to(target)


def commit(git: Git, files: Mapping[str, str | None], to: str) -> None:
    for path, text in files.items():
        file = git.folder / path
        file.parent.mkdir(exist_ok=True)
        file.unlink() if text is None else file.write_text(text)
    git.run("add", "--all")
    git.run("commit", "-q", "-m", "Change by hand")
    git.run("push", "-q", "origin", to)


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


def test_commits_that_are_gone_are_said(fleet: Fleet) -> None:
    pull = fleet.promoted(MergeMethod.SQUASH)
    branch_deleted(fleet, pull)
    fleet.git.run("update-ref", "-d", f"refs/pull/{pull.number}/head")
    fleet.git.run("gc", "-q", "--prune=now")
    merged = merged_before_it_went(pull)
    made = fleet.reverts().prepare(merged)
    assert made.manner is Manner.BY_HAND
    assert made.why == f"its own commit {pull.head_sha[:12]} is not to be had any more"


def merged_before_it_went(pull: PullRequest) -> Merged:
    shas = (pull.head_sha, pull.merge_sha)
    return Merged(pull.number, pull.base_branch, *shas, commits=(pull.head_sha,))


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


def change(fleet: Fleet, branch: str, content: bytes) -> None:
    head = fleet.owner.branch_head(branch)
    edit = [FileChange("model.bin", content)]
    fleet.owner.commit_files(branch, head or fleet.head(), edit, "Train", head)


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
