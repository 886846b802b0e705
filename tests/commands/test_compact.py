"""Compacting a real branch: what is squashed, what is kept, what others notice, dying midway."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from bot.adapters.ed25519 import signature_check
from bot.adapters.git_anchors import fetched_past
from bot.adapters.git_history import GitHistory
from bot.adapters.lake.housekeeping import LakeHouse
from bot.adapters.lake.tree import LakeTree
from bot.adapters.remote import find_remote
from bot.commands import squashing
from bot.commands.compact import Wish, Yard, compact
from bot.errors import BadUsage, Refused
from bot.ports.history import Past, Squash
from bot.ports.partitions import Orphan
from bot.ports.store import Message
from bot.state.audit import files
from bot.state.audit.fault import Tampering
from bot.state.audit.verify import Verdict, verify
from bot.state.in_memory import MemoryTree
from bot.state.tree import Append, Replace, Tree
from tests.adapters.dying import kill_after
from tests.adapters.lake.test_pressing import DAY_PATH, rows
from tests.adapters.old_branch import (
    LINES,
    NOW,
    ago,
    dated_store,
    history_of,
    shelf_of,
    write_days,
    yard_of,
)
from tests.adapters.operations import writes
from tests.adapters.state_git import BRANCH, SEALED, git, make_bare, make_clone
from tests.adapters.test_ed25519 import PRIVATE, PUBLIC
from tests.fakes.output import HeardOutput
from tests.state.audit.writing import FIRST_POLICY, append, note

ALL = Wish(does=True, squashes=True, reason="a year is enough")
DAYS, KEPT = 8, 4  # of eight commits a day apart four are younger than three days, or just so old
ARCHIVE = "refs/governor/archive/2026-11-21"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lived")
    bare = make_bare(folder / "bare.git")
    write_days(make_clone(folder / "repo", bare), DAYS)
    return bare


@pytest.fixture
def bare(tmp_path: Path, lived: Path) -> Path:
    return Path(shutil.copytree(lived, tmp_path / "bare.git"))


@pytest.fixture
def repo(tmp_path: Path, bare: Path) -> Path:
    return make_clone(tmp_path / "repo", bare)


def said(yard: Yard) -> HeardOutput:
    assert isinstance(yard.desk.output, HeardOutput)
    return yard.desk.output


def commits(bare: Path, ref: str = BRANCH) -> list[str]:
    return git(bare, "log", "--first-parent", "--format=%H", ref).split()


def audited(repo: Path, past: Past | None = None, key: str = "") -> Verdict:
    tree = dated_store(repo).tree()
    past = past or past_of(repo)
    found = ((path, tree.read(path) or b"") for path in files.paths(tree))
    check = signature_check(key, "the policies") if key else None
    return verify(found, past.anchors, FIRST_POLICY, check, past.root)


def past_of(repo: Path, *, archive: bool = False) -> Past:
    remote = find_remote(repo, SEALED, "origin")
    return fetched_past(remote, BRANCH, repo / ".governor", archive=archive)


def refs(bare: Path) -> str:
    return git(bare, "for-each-ref")


def test_without_yes_it_says_what_it_would_do_and_writes_nothing(repo: Path, bare: Path) -> None:
    before, yard = refs(bare), yard_of(repo)
    assert compact(yard, Wish(squashes=True)) == 0
    assert refs(bare) == before
    assert "Would squash 4 commits of 2026-11-14T12:00:00.000Z to 2026-11-17" in said(yard).said[1]
    (result,) = said(yard).results
    history = result["history"]
    assert isinstance(history, dict)
    assert (result["done"], history["commits"], history["kept"]) == (False, 4, KEPT)
    assert int(str(history["bytes_before"])) > int(str(history["bytes_after"])) > 0


def test_old_commits_become_one_and_later_ones_stay_as_they_are(repo: Path, bare: Path) -> None:
    fields = "--format=%T|%an|%ae|%aI|%cn|%cI|%B"
    old = git(bare, "log", "--first-parent", fields, BRANCH)
    assert compact(yard_of(repo), ALL) == 0
    new = git(bare, "log", "--first-parent", fields, BRANCH)
    kept = old.split("Day 4")[0].rpartition("\n")[0]
    assert kept in new  # the four days, trees, people, dates, messages and trailers
    line = commits(bare)
    assert len(line) == KEPT + 1 + 1  # the root, and the commit that records it
    archived = commits(bare, ARCHIVE)
    assert len(archived) == DAYS + 1
    root = git(bare, "log", "-1", "--format=%T %aI%n%B", line[-1])
    cut = archived[KEPT + 1]
    assert git(bare, "rev-parse", f"{cut}^{{tree}}") == root.split()[0]
    assert f"Governor-Compacted: 4 2026-11-14T12:00:00.000Z 2026-11-17T12:00:00.000Z {cut}" in root
    assert f"Governor-Compacted-From: {archived[0]}" in root
    assert f"Governor-Archive: {ARCHIVE}" in root
    assert "Governor-Audit-Head: 4 " in root
    assert git(bare, "rev-parse", f"{BRANCH}^{{tree}}") == git(
        bare, "rev-parse", f"{ARCHIVE}^{{tree}}"
    )


def test_no_file_of_the_kept_commits_is_fetched_or_sent(repo: Path) -> None:
    compact(yard_of(repo), ALL)
    kinds = git(
        repo / ".governor" / "history.git",
        *("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)"),
    ).split()
    assert kinds.count("blob") == 1  # the record, whose head the new root carries


def test_the_act_is_recorded_before_the_move_and_the_audit_holds(repo: Path) -> None:
    compact(yard_of(repo), ALL)
    newest = next(files.newest_first(dated_store(repo).tree()))
    assert (newest.actor, newest.body["act"], newest.body["reason"]) == (
        "rosa",
        "compact",
        "a year is enough",
    )
    verdict = audited(repo)
    assert (verdict.faults, verdict.since, verdict.proven) == ((), 4, DAYS + 1)
    whole = audited(repo, past_of(repo, archive=True))
    assert (whole.faults, whole.since) == ((), 1)


def test_a_second_squash_counts_what_the_first_one_did(repo: Path, bare: Path) -> None:
    compact(yard_of(repo), ALL)
    later = yard_of(repo, NOW + timedelta(days=2))
    compact(later, ALL)
    text = git(bare, "log", "-1", "--format=%B", commits(bare)[-1])
    assert "Stand for 6 commits" in text
    assert "Governor-Compacted: 6 2026-11-14T12:00:00.000Z 2026-11-19" in text
    assert audited(repo).faults == ()
    assert "Squashed 6 commits" in said(later).said[1]


def test_a_second_time_there_is_nothing_to_do(repo: Path, bare: Path) -> None:
    compact(yard_of(repo), ALL)
    before, yard = refs(bare), yard_of(repo)
    compact(yard, ALL)
    assert refs(bare) == before
    assert said(yard).results[0]["history"] is None


def test_the_archive_may_be_dropped(repo: Path, bare: Path) -> None:
    yard = yard_of(repo)
    compact(yard, replace(ALL, drops_archive=True))
    assert "archive" not in refs(bare)
    assert "Governor-Archive: dropped" in git(bare, "log", "-1", "--format=%B", commits(bare)[-1])
    assert said(yard).said[-1].startswith("The old commits are kept nowhere")
    assert audited(repo).faults == ()


def test_what_dropping_the_archive_loses_is_said_before(repo: Path, bare: Path) -> None:
    before, yard = refs(bare), yard_of(repo)
    compact(yard, Wish(squashes=True, drops_archive=True))
    assert said(yard).said[-2].startswith("The old commits would be kept nowhere, which cannot be")
    compact(yard, Wish(squashes=True))
    assert f"The old commits would lie in {ARCHIVE}" in said(yard).said[-2]
    with pytest.raises(BadUsage, match="only --squash makes one"):
        compact(yard, Wish(does=True, drops_archive=True))
    assert refs(bare) == before


def test_a_clone_that_knew_the_old_history_writes_on_the_new_one(
    repo: Path, bare: Path, tmp_path: Path
) -> None:
    elsewhere = make_clone(tmp_path / "elsewhere", bare)
    store = dated_store(elsewhere)
    store.tree()
    compact(yard_of(repo), ALL)
    receipt = store.commit([writes(Append(LINES, b"late\n"))], Message("Late"))
    assert receipt.tries == 2  # its compare-and-swap failed once, and it ran again on the new line
    line = commits(bare)
    assert len(line) == KEPT + 3
    assert line[0] == receipt.head
    assert git(bare, "show", f"{BRANCH}:{LINES}").split()[-1] == "late"
    assert audited(repo).faults == ()


class Racing:
    """A history whose branch others move right before it would."""

    def __init__(self, below: GitHistory, rival: Callable[[], object], times: int) -> None:
        self._below, self._rival, self._times = below, rival, times
        self.look, self.again, self.past = below.look, below.again, below.past

    def move(self, squash: Squash) -> bool:
        if self._times:
            self._times -= 1
            self._rival()
        return self._below.move(squash)


class Stuck(Racing):
    def move(self, squash: Squash) -> bool:
        del squash
        return False


def rival_of(tmp_path: Path, bare: Path) -> Callable[[], object]:
    rival = dated_store(make_clone(tmp_path / "rival", bare))
    return lambda: rival.commit([writes(Append(LINES, b"rival\n"))], Message("Rival"))


def test_who_is_overtaken_begins_again_and_loses_nothing(
    repo: Path, bare: Path, tmp_path: Path
) -> None:
    racing = Racing(history_of(repo), rival_of(tmp_path, bare), 2)
    compact(replace(yard_of(repo), history=racing), ALL)
    assert git(bare, "show", f"{BRANCH}:{LINES}").split()[-2:] == ["rival", "rival"]
    assert len(commits(bare)) == 1 + KEPT + 1 + 2
    newest = list(files.newest_first(dated_store(repo).tree()))
    assert sum(one.body.get("act") == "compact" for one in newest) == 1
    assert audited(repo).faults == ()


def test_who_is_always_overtaken_says_so(
    repo: Path, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(squashing, "TRIES", 2)
    racing = Racing(history_of(repo), rival_of(tmp_path, bare), 99)
    with pytest.raises(Refused, match="others moved the branch each time"):
        compact(replace(yard_of(repo), history=racing), ALL)
    assert "archive" not in refs(bare)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9])
def test_killed_anywhere_it_ends_when_run_again(repo: Path, bare: Path, share: float) -> None:
    def work() -> None:
        compact(yard_of(repo), ALL)

    kill_after(work, share * 0.7, whole_group=share > 0.5)
    assert len(commits(bare)) in (DAYS, DAYS + 1, KEPT + 2)
    assert audited(repo).faults == ()
    work()
    assert len(commits(bare)) == KEPT + 2
    assert len(commits(bare, ARCHIVE)) == DAYS + 1
    assert audited(repo, past_of(repo, archive=True)).faults == ()


class Died(Exception):
    """What nobody catches, as nobody catches a kill."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("room", "step"),
    [
        (LakeHouse, "press"),
        (LakeHouse, "drop"),
        (GitHistory, "look"),
        (GitHistory, "again"),
        (GitHistory, "_pushed"),
    ],
)
def test_dead_around_any_step_it_ends_alike_when_run_again(
    repo: Path, bare: Path, monkeypatch: pytest.MonkeyPatch, room: type, step: str, when: str
) -> None:
    store = dated_store(repo)
    store.commit([writes(Append(DAY_PATH, rows(600)))], Message("A day long over"))
    does = getattr(room, step)

    def dies(*arguments: object, **options: object) -> None:
        if when == "after":
            does(*arguments, **options)
        raise Died

    monkeypatch.setattr(room, step, dies)
    with pytest.raises(Died):
        compact(yard_of(repo), ALL)
    monkeypatch.undo()
    assert audited(repo).faults == ()
    compact(yard_of(repo), ALL)
    tree = dated_store(repo).tree()
    assert LakeTree(tree, shelf_of(repo)).read(DAY_PATH) == rows(600)
    assert DAY_PATH not in tree.names("state/ledger/")
    assert refs(bare).count("refs/governor/archive") == 1
    acts = [one.body.get("act") for one in files.newest_first(tree)]
    assert acts.count("compact") == 2  # the days, and the history
    assert len(commits(bare)) == 1 + KEPT + 3
    assert audited(repo, past_of(repo, archive=True)).faults == ()


def test_a_server_that_refuses_leaves_everything(repo: Path, bare: Path) -> None:
    git(bare, "config", "receive.denyNonFastForwards", "true")
    before = commits(bare)
    with pytest.raises(Refused, match=r"Cannot move governor-state: .*denying non-fast-forward"):
        compact(yard_of(repo), ALL)
    assert commits(bare)[1:] == before
    assert "archive" not in refs(bare)


def test_a_clock_that_is_wrong_takes_no_younger_commit_along(repo: Path, bare: Path) -> None:
    late = dated_store(repo, ago(400))
    late.commit([writes(Append(LINES, b"late\n"))], Message("Long ago, it says"))
    compact(yard_of(repo), ALL)
    assert len(commits(bare)) == 1 + KEPT + 1 + 1
    assert "Governor-Compacted: 4 " in git(bare, "log", "-1", "--format=%B", commits(bare)[-1])


def test_a_second_archive_of_a_day_has_a_number(repo: Path, bare: Path) -> None:
    stood = git(bare, "rev-parse", BRANCH)
    git(bare, "update-ref", ARCHIVE, BRANCH)
    compact(yard_of(repo), ALL)
    assert git(bare, "rev-parse", ARCHIVE) == stood
    assert len(commits(bare, f"{ARCHIVE}.2")) == DAYS + 1
    assert audited(repo, past_of(repo, archive=True)).faults == ()


def test_the_old_line_pushed_again_is_no_fast_forward(
    repo: Path, bare: Path, tmp_path: Path
) -> None:
    """Who cloned the branch before it was squashed cannot bring its past back by a plain push."""
    stale = tmp_path / "stale"
    git(tmp_path, "clone", "--quiet", "--branch", BRANCH, str(bare), str(stale))
    compact(yard_of(repo), ALL)
    stands = commits(bare)
    with pytest.raises(CalledProcessError):
        git(stale, "push", "--quiet", "origin", BRANCH)
    assert commits(bare) == stands


@pytest.mark.parametrize("branch", ["", "main"])
def test_a_branch_of_people_is_not_squashed(repo: Path, bare: Path, branch: str) -> None:
    git(bare, "update-ref", "refs/heads/main", BRANCH)
    git(bare, "symbolic-ref", "HEAD", "refs/heads/main")
    history = GitHistory(
        find_remote(repo, SEALED, "origin"), branch, repo / ".governor", history_of(repo)._signing
    )
    with pytest.raises(Refused, match="the state lies on the default branch"):
        history.look(ago(3), NOW)


def test_nobody_squashes_without_name_and_reason(repo: Path, bare: Path) -> None:
    before = refs(bare)
    with pytest.raises(BadUsage, match="no reason was given"):
        compact(yard_of(repo), replace(ALL, reason=" "))
    assert refs(bare) == before


def test_a_folder_keeps_no_history(repo: Path) -> None:
    with pytest.raises(Refused, match="a folder keeps none"):
        compact(replace(yard_of(repo), history=None), ALL)
    yard = replace(yard_of(repo), history=None)
    compact(yard, Wish(does=True))
    assert said(yard).results[0]["history"] is None


def test_without_the_package_for_parquet_days_stay_and_history_is_squashed(repo: Path) -> None:
    yard = replace(yard_of(repo), partitions=None)
    compact(yard, ALL)
    assert "Parquet needs the lake extra" in said(yard).warned[0]
    assert said(yard).results[0]["history"] is not None


class Asked(LakeHouse):
    """Remembers for how long an object must have been of no use to be looked at."""

    def __init__(self, repo: Path) -> None:
        super().__init__(shelf_of(repo), ())
        self.graces: list[timedelta] = []

    def orphans(self, tree: Tree, now: datetime, grace: timedelta) -> Sequence[Orphan]:
        self.graces.append(grace)
        return super().orphans(tree, now, grace)


def test_what_any_commit_of_the_branch_may_name_is_kept(repo: Path) -> None:
    asked = Asked(repo)
    yard = replace(yard_of(repo), partitions=asked)
    compact(yard, Wish(does=True))
    compact(yard, ALL)
    compact(yard, Wish(does=True))
    compact(replace(yard, history=None), Wish(does=True))
    assert [one.days - 7 for one in asked.graces] == [DAYS - 1, DAYS - 1, KEPT]


def forge(repo: Path, bare: Path, message: str, tree: str, kept: int = 1) -> None:
    """Squash by hand, as a stranger who may force-push: everything but the newest commits."""
    parent = git(bare, "commit-tree", tree, "-m", message)
    for commit in commits(bare)[:kept][::-1]:
        text = git(bare, "log", "-1", "--format=%B", commit)
        parent = git(bare, "commit-tree", f"{commit}^{{tree}}", "-p", parent, "-m", text)
    git(bare, "update-ref", f"refs/heads/{BRANCH}", parent)
    assert repo.exists()


def test_a_stranger_s_squash_is_named(repo: Path, bare: Path) -> None:
    cut = commits(bare)[1]
    claim = f"Governor-Compacted: 7 2026-11-14T12:00:00.000Z 2026-11-20T12:00:00.000Z {cut}"
    forge(repo, bare, f"Stand for 7 commits\n\n{claim}", f"{cut}^{{tree}}")
    (fault,) = audited(repo).faults
    assert fault.kind is Tampering.SQUASHED
    assert "no entry records that somebody had them squashed so" in fault.reason


def test_a_claim_that_nobody_can_read_is_named(repo: Path, bare: Path) -> None:
    forge(repo, bare, "Stand\n\nGovernor-Compacted: many", f"{BRANCH}^{{tree}}")
    (fault,) = audited(repo).faults
    assert "claims to stand for others, but not how many and which" in fault.reason


def test_another_tree_under_a_true_claim_is_named(repo: Path, bare: Path) -> None:
    compact(yard_of(repo), ALL)
    line = commits(bare)
    message = git(bare, "log", "-1", "--format=%B", line[-1])
    forge(repo, bare, message, f"{line[0]}^{{tree}}", kept=len(line) - 1)
    kinds = [one.kind for one in audited(repo).faults]
    assert kinds == [Tampering.SQUASHED]
    reasons = [one.reason for one in audited(repo, past_of(repo, archive=True)).faults]
    assert any("has another tree there" in reason for reason in reasons)


def test_an_archive_that_is_hidden_is_named(repo: Path, bare: Path) -> None:
    compact(yard_of(repo), ALL)
    line = commits(bare)
    message = git(bare, "log", "-1", "--format=%B", line[-1]).replace(ARCHIVE, "dropped")
    forge(repo, bare, message, f"{line[-1]}^{{tree}}", kept=len(line) - 1)
    (fault,) = audited(repo).faults
    assert "says 'dropped' of the archive" in fault.reason


def test_who_drops_the_archive_at_a_second_try_is_on_record(repo: Path) -> None:
    with pytest.raises(Refused):
        compact(replace(yard_of(repo), history=Stuck(history_of(repo), lambda: None, 0)), ALL)
    compact(yard_of(repo), replace(ALL, drops_archive=True))
    newest = next(files.newest_first(dated_store(repo).tree()))
    assert (newest.body["act"], newest.body["archive"]) == ("compact", None)
    assert audited(repo).faults == ()


def test_a_rewritten_record_is_held_against_the_archive(repo: Path, bare: Path) -> None:
    """The record is made anew from its middle: only anchors from before the squash know better."""
    compact(yard_of(repo), ALL)
    git(bare, "update-ref", "-d", ARCHIVE)
    reasons = [one.reason for one in audited(repo, past_of(repo, archive=True)).faults]
    assert any("the last commit is not there" in reason for reason in reasons)


def test_commits_that_contradict_the_record_are_not_squashed(repo: Path, bare: Path) -> None:
    """Who wrote the record anew has only the old commits against them."""
    anew = MemoryTree()
    for day in range(DAYS + 1):
        anew.run([append(ago(DAYS - day), note(f"way-{day}"))])
    whole = [Replace(path, data) for path, data in anew.files.items()]
    dated_store(repo).commit([writes(*whole)], Message("Anew"))
    before, yard = refs(bare), yard_of(repo, ago(-40))
    assert [one.kind for one in audited(repo).faults] == [Tampering.REPLACED]
    with pytest.raises(Refused, match="the audit record is not sound"):
        compact(yard, ALL)
    assert len(said(yard).found) == 1
    assert refs(bare) == before


@pytest.mark.parametrize("seq", [1, DAYS - 1])
def test_an_edited_entry_is_named_on_either_side_of_the_squash(repo: Path, seq: int) -> None:
    compact(yard_of(repo), ALL)
    assert audited(repo).since == DAYS - KEPT
    store = dated_store(repo)
    (path,) = (one for one in files.paths(store.tree()))
    lines = (store.tree().read(path) or b"").splitlines(keepends=True)
    lines[seq] = lines[seq].replace(b"day-", b"way-")
    store.commit([writes(Replace(path, b"".join(lines)))], Message("Edit"))
    assert f"{path}:{seq + 1}" in {f"{one.file}:{one.line}" for one in audited(repo).faults}


def test_a_squashed_root_is_signed_again(tmp_path: Path) -> None:
    repo = make_clone(tmp_path / "signed", make_bare(tmp_path / "signed.git"))
    write_days(repo, DAYS, PRIVATE)
    compact(yard_of(repo, key=PRIVATE), ALL)
    verdict = audited(repo, key=PUBLIC)
    assert (verdict.faults, verdict.signed, verdict.since) == ((), DAYS + 1, 4)
    assert verdict.signed == verdict.proven


def test_what_is_written_on_the_way_is_cleared_away(repo: Path) -> None:
    compact(yard_of(repo), Wish())
    compact(yard_of(repo), ALL)
    folder = repo / ".governor"
    assert not (folder / "whole.git").exists()
    assert list((folder / "relaid").iterdir()) == []
    assert audited(repo).faults == ()
