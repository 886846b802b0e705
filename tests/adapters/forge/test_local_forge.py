"""What the local forge has beyond the port: a folder, a file, a repository for plain git."""

import json
from pathlib import Path

import pytest

from bot.adapters.git import Git
from bot.adapters.local_forge import LocalForge
from bot.errors import CannotRead, CorruptState, Forbidden, Invalid, NotFound, UnknownSchema
from bot.ports.forge.checks import CheckReport, CheckStatus, Conclusion, Required
from bot.ports.forge.people import Permission, Repository
from bot.ports.forge.pulls import MergeMethod, NewPull, State
from tests.adapters.forge.conftest import ticking
from tests.adapters.forge.world import ACME, GENESIS, World, story


def file_of(forge: LocalForge) -> Path:
    return forge.remote.parent / "forge.json"


def test_a_founded_forge_holds_its_files_and_its_owner(tmp_path: Path) -> None:
    forge = LocalForge.found(tmp_path / "a" / "b", ticking(), ACME, GENESIS)
    assert forge.identity().login == "acme"
    assert forge.permission_of("acme") is Permission.ADMIN
    assert {path: forge.read_file(path, "main") for path in GENESIS} == GENESIS
    with pytest.raises(Invalid):
        LocalForge.found(tmp_path / "a" / "b", ticking(), ACME, GENESIS)


def test_the_default_branch_has_the_name_it_was_given(tmp_path: Path) -> None:
    trunk = Repository("acme/fleet", "trunk")
    forge = LocalForge.found(tmp_path / "forge", ticking(), trunk, GENESIS)
    assert [one.name for one in forge.branches()] == ["trunk"]
    assert Git(forge.remote).text("symbolic-ref", "HEAD") == "refs/heads/trunk"


def test_a_folder_without_a_forge_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="no local forge"):
        LocalForge.at(tmp_path, ticking(), "acme").identity()


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (b"", CorruptState),
        (b"{", CorruptState),
        (b'{"v": 1}', CorruptState),
        (b"[]", UnknownSchema),
        (b'{"v": 2}', UnknownSchema),
        (b"\xff\xfe", CorruptState),
    ],
)
def test_a_damaged_file_stops_all_and_is_left_as_it_is(
    local_forge: LocalForge, damage: bytes, error: type[Exception]
) -> None:
    file_of(local_forge).write_bytes(damage)
    with pytest.raises(error, match="left untouched"):
        local_forge.open_issue("Issue")
    assert file_of(local_forge).read_bytes() == damage


def test_what_is_not_changed_is_not_written(local_forge: LocalForge) -> None:
    issue = local_forge.open_issue("Issue", "Body", ["a"])
    comment = local_forge.create_comment(issue.number, "said")
    before = file_of(local_forge).stat()
    local_forge.update_issue(issue.number, title="Issue", body="Body")
    local_forge.update_comment(comment.id, "said")
    local_forge.add_labels(issue.number, ["a"])
    local_forge.remove_label(issue.number, "b")
    local_forge.survey()
    after = file_of(local_forge).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def life(folder: Path) -> dict[str, str]:
    forge = LocalForge.found(folder, ticking(), ACME, GENESIS)
    forge.admit("governor[bot]", Permission.WRITE, is_bot=True)
    world = World(forge.acting_as, forge.remote, forge.fork, folder)
    for method in MergeMethod:
        pull = world.opened(method, **{method: "x\n"}, docs__story_txt=story(9, method))
        world.bot.create_comment(pull.number, "said")
        report = CheckReport(CheckStatus.COMPLETED, Conclusion.SUCCESS)
        world.bot.create_check_run(pull.head_sha, "gate", report)
        forge.merge_pull(pull.number, method, pull.head_sha)
        forge.delete_branch(method)
    refs = Git(forge.remote).text("for-each-ref")
    return {"book": file_of(forge).read_text(), "refs": refs}


def test_the_same_acts_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    once = life(tmp_path / "one")
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Somebody Else")
    assert life(tmp_path / "two") == once


def test_plain_git_cannot_push_past_required_checks(local: World) -> None:
    git, before = local.clone(), local.main()
    local.owner.require_checks("main", [Required("governor/gate")])
    git.run("commit", "-q", "--allow-empty", "-m", "sneak")
    refused = git.attempt("push", "origin", "main")
    assert refused.code == 1
    assert "takes pull requests only" in refused.err
    assert git.attempt("push", "origin", "main:topic").code == 0
    assert local.main() == before
    local.owner.require_checks("main", [])
    assert git.attempt("push", "origin", "main").code == 0


def test_plain_git_cannot_take_back_history_that_is_kept(local: World) -> None:
    git = local.clone()
    git.run("push", "-q", "origin", "main:topic")
    local.owner.keep_history("topic")
    git.run("commit", "-q", "--allow-empty", "-m", "more")
    assert git.attempt("push", "origin", "main:topic").code == 0
    git.run("commit", "-q", "--allow-empty", "--amend", "-m", "other")
    refused = git.attempt("push", "--force", "origin", "main:topic")
    assert refused.code == 1
    assert "keeps its history" in refused.err
    assert git.attempt("push", "origin", ":topic").code == 1
    assert git.attempt("push", "origin", "main:new").code == 0


def test_the_heads_of_pull_requests_are_not_pushed_to(local: World) -> None:
    pull = local.opened("topic")
    git = local.clone()
    ref = f"refs/pull/{pull.number}/head"
    git.run("fetch", "-q", "origin", ref)
    assert git.text("rev-parse", "FETCH_HEAD") == pull.head_sha
    assert git.attempt("push", "-f", "origin", f"main:{ref}").code == 1


def test_the_remote_can_be_cloned_without_its_blobs(local: World) -> None:
    target = local.scratch / "blobless"
    target.mkdir()
    url = local.remote.as_uri()
    Git(target).run("clone", "-q", "--depth=1", "--filter=blob:none", url, ".")
    assert (target / "README.md").read_bytes() == GENESIS["README.md"]


def test_a_fork_that_is_deleted_closes_its_pull_request(local: World) -> None:
    git = local.clone(local.fork("rita"))
    git.run("commit", "-q", "--allow-empty", "-m", "idea")
    git.run("push", "-q", "origin", "main:idea")
    pull = local.acting("rita").open_pull(NewPull("Idea", "rita:idea", "main"))
    git.run("push", "-q", "origin", ":idea")
    gone = local.bot.pull(pull.number)
    assert (gone.state, gone.head_sha) == (State.CLOSED, pull.head_sha)
    assert len(local.bot.pull_commits(pull.number)) == 1


def test_a_merge_of_a_fork_lands_here(local: World) -> None:
    git = local.clone(local.fork("rita"))
    git.run("commit", "-q", "--allow-empty", "-m", "idea")
    git.run("push", "-q", "origin", "main:idea")
    pull = local.acting("rita").open_pull(NewPull("Idea", "rita:idea", "main"))
    done = local.owner.merge_pull(pull.number, MergeMethod.MERGE, pull.head_sha)
    assert local.bot.commit(done.merge_sha).parents == (pull.base_sha, pull.head_sha)
    assert "from rita/idea" in local.bot.commit(done.merge_sha).message


@pytest.mark.parametrize("owner", ["../up", "a/b", "", ".."])
def test_a_fork_needs_somebody(local: World, owner: str) -> None:
    with pytest.raises(NotFound):
        local.fork(owner)


def test_only_who_administers_lets_people_in(local_forge: LocalForge) -> None:
    with pytest.raises(Forbidden):
        local_forge.acting_as("wendy").admit("wendy", Permission.ADMIN)
    local_forge.admit("wendy", Permission.NONE)
    with pytest.raises(Forbidden):
        local_forge.acting_as("wendy").create_branch("mine", "0" * 40)


def test_a_lock_that_git_left_behind_is_named(local: World) -> None:
    lock = local.remote / "refs" / "heads" / "main.lock"
    lock.touch()
    with pytest.raises(Invalid, match=r"main\.lock': File exists\.$"):
        local.branch("main", x_txt="x\n")
    lock.unlink()
    assert local.branch("main", x_txt="x\n") == local.main()


def test_the_file_reads_well(local_forge: LocalForge) -> None:
    local_forge.open_issue("Issue")
    book = json.loads(file_of(local_forge).read_text())
    assert book["v"] == 1
    assert book["issues"]["1"]["title"] == "Issue"
    assert book["issues"]["1"]["created_at"].endswith("Z")
