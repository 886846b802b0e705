"""The store on a real bare remote: compare-and-swap, replay, and plain words when it fails."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.git import Answer
from bot.adapters.git_store import GitStore, Habits
from bot.adapters.patience import Patience
from bot.adapters.private_clone import PrivateClone, Signature
from bot.errors import CannotPush, CannotReach, CorruptState
from bot.ports.store import Message
from bot.state.tree import Append, Remove, Replace, Tree
from bot.state.wire import read_unsent
from tests.adapters.conftest import MakeStore
from tests.adapters.operations import EVENTS, AddEvents, add_events, writes
from tests.adapters.state_git import (
    BRANCH,
    HASTY,
    git,
    install_hook,
    make_clone,
    open_store,
)

MESSAGE = Message("Add events")


def count(bare: Path, branch: str = BRANCH) -> int:
    return int(git(bare, "rev-list", "--count", branch))


def show(bare: Path, path: str, branch: str = BRANCH) -> str:
    return git(bare, "show", f"{branch}:{path}")


def test_a_missing_branch_reads_as_genesis_and_is_not_made_by_reading(
    make_store: MakeStore, bare: Path
) -> None:
    tree = make_store("one").tree()
    assert tree.names("state/") == ["state/README.md"]
    assert tree.read("state/README.md") == b"# state\n"
    assert git(bare, "branch", "--list") == ""


def test_the_first_commit_makes_the_branch_with_genesis(make_store: MakeStore, bare: Path) -> None:
    receipt = make_store("one").commit([AddEvents(("a", "b"))], MESSAGE)
    assert (receipt.changed, receipt.tries) == (True, 1)
    assert receipt.head == git(bare, "rev-parse", BRANCH)
    assert count(bare) == 1
    assert show(bare, "state/README.md") == "# state"
    assert show(bare, EVENTS) == "a\nb"


def test_files_are_read_listed_replaced_and_removed(make_store: MakeStore, bare: Path) -> None:
    store = make_store("one")
    store.commit(
        [writes(Append("state/a/1.jsonl", b"1\n"), Replace("state/b.json", b"{}"))], MESSAGE
    )
    store.commit(
        [writes(Append("state/a/1.jsonl", b"2\n"), Append("state/a/1.jsonl", b"3\n"))], MESSAGE
    )
    store.commit([writes(Remove("state/b.json"), Remove("state/never.json"))], MESSAGE)
    tree = make_store("two").tree()
    assert list(tree.lines("state/a/1.jsonl")) == [b"1", b"2", b"3"]
    assert tree.read("state/b.json") is None
    assert list(tree.lines("state/b.json")) == []
    assert tree.names("state/a/") == ["state/a/1.jsonl"]
    assert count(bare) == 3


def test_a_name_that_is_no_text_stops_nobody(
    tmp_path: Path, make_store: MakeStore, bare: Path
) -> None:
    other = make_clone(tmp_path / "other", bare)
    folder = other / "state" / "inbox"
    folder.mkdir(parents=True)
    Path(os.fsdecode(bytes(folder) + b"/\xff.jsonl")).write_bytes(b"{}\n")
    git(other, "add", "--all")
    git(other, "commit", "--quiet", "--message", "Add an odd name")
    git(other, "push", "--quiet", "origin", f"HEAD:{BRANCH}")
    store = make_store("one")
    store.commit([AddEvents(("a",))], MESSAGE)
    assert list(store.tree().lines(EVENTS)) == [b"a"]
    assert len(store.tree().names("state/inbox/")) == 1


def test_what_was_brought_needs_no_remote_any_more(make_store: MakeStore, bare: Path) -> None:
    paths = [f"state/days/2026-11-{day:02}.json" for day in range(1, 6)]
    store = make_store("one")
    store.commit([writes(*(Replace(path, path.encode()) for path in paths))], MESSAGE)
    for path in paths:
        store.commit([writes(Replace(path, f"new {path}".encode()))], MESSAGE)
    tree = make_store("two").tree()
    tree.bring([*paths, "state/nowhere.json"])
    bare.rename(bare.with_name("gone"))
    assert [tree.read(path) for path in paths] == [f"new {path}".encode() for path in paths]


def test_unchanged_content_makes_no_commit_and_no_push(make_store: MakeStore, bare: Path) -> None:
    store = make_store("one")
    first = store.commit([AddEvents(("a",))], MESSAGE)
    install_hook(bare, "pre-receive", "echo nobody may push >&2; exit 1")
    again = store.commit([AddEvents(("a",)), writes(Replace(EVENTS, b"a\n"))], MESSAGE)
    assert (again.head, again.changed) == (first.head, False)


def test_a_commit_says_who_why_and_what_is_stamped_on_it(tmp_path: Path, bare: Path) -> None:
    def stamp(tree: Tree) -> dict[str, str]:
        return {"Lines": str(len(list(tree.lines(EVENTS)))), "Sly": "1\n\nLines: 9"}

    habits = replace(HASTY, signature=Signature("Bot", "bot@example.com"), stamp=stamp)
    store = open_store(make_clone(tmp_path / "one", bare), habits=habits)
    store.commit([AddEvents(("a", "b"))], Message("Add two", {"Run": "7"}))
    assert git(bare, "log", "--format=%an %ae %cn %ce", BRANCH) == (
        "Bot bot@example.com Bot bot@example.com"
    )
    assert git(bare, "log", "--format=%s", BRANCH) == "Add two"
    trailers = git(bare, "log", "--format=%(trailers:only,unfold)", BRANCH)
    assert trailers == "Run: 7\nLines: 2\nSly: 1 Lines: 9"


def test_a_rejected_push_replays_on_what_the_other_wrote(make_store: MakeStore, bare: Path) -> None:
    slow, fast = make_store("slow"), make_store("fast")
    slow.commit([AddEvents(("a",))], MESSAGE)
    slow.tree()
    fast.commit([AddEvents(("b", "c"))], MESSAGE)
    receipt = slow.commit([AddEvents(("c", "d"))], MESSAGE)
    assert receipt.tries == 2
    assert show(bare, EVENTS) == "a\nb\nc\nd"
    assert count(bare) == 3


class Hands:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def open_trusting(tmp_path: Path, bare: Path, hands: Hands) -> GitStore:
    patience = Patience(sleep=lambda _: None, clock=hands)
    return open_store(
        make_clone(tmp_path / "trusting", bare), habits=Habits(patience=patience, fresh=2.0)
    )


def test_the_last_word_of_the_remote_holds_as_long_as_it_is_fresh(
    tmp_path: Path, bare: Path
) -> None:
    hands = Hands()
    store = open_trusting(tmp_path, bare, hands)
    store.commit([AddEvents(("a",))], MESSAGE)
    gone = bare.rename(bare.with_name("gone"))
    hands.seconds = 1.9
    assert store.tree().read(EVENTS) == b"a\n"
    hands.seconds = 2.0
    with pytest.raises(CannotReach):
        store.tree()
    gone.rename(bare)
    assert store.tree().read(EVENTS) == b"a\n"


def test_who_trusts_a_fresh_word_loses_the_push_and_replays(
    make_store: MakeStore, tmp_path: Path, bare: Path
) -> None:
    trusting, fast = open_trusting(tmp_path, bare, Hands()), make_store("fast")
    trusting.commit([AddEvents(("a",))], MESSAGE)
    fast.commit([AddEvents(("b",))], MESSAGE)
    assert trusting.tree().read(EVENTS) == b"a\n"
    assert trusting.commit([AddEvents(("c",))], MESSAGE).tries == 2
    assert trusting.tree().read(EVENTS) == b"a\nb\nc\n"
    assert show(bare, EVENTS) == "a\nb\nc"


def test_word_that_the_branch_moved_is_not_forgotten_when_it_cannot_be_fetched(
    make_store: MakeStore, tmp_path: Path, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = Hands()
    trusting, fast = open_trusting(tmp_path, bare, hands), make_store("fast")
    trusting.commit([AddEvents(("a",))], MESSAGE)
    fast.commit([AddEvents(("b",))], MESSAGE)
    hands.seconds = 2.0
    with monkeypatch.context() as broken:
        broken.setattr(PrivateClone, "fetch", lambda *_: Answer(128, b"", "cannot be had"))
        with pytest.raises(CannotReach):
            trusting.tree()
    assert trusting.tree().read(EVENTS) == b"a\nb\n"


def test_of_two_creators_one_wins_and_the_other_replays(make_store: MakeStore, bare: Path) -> None:
    slow, fast = make_store("slow"), make_store("fast")
    slow.tree()
    fast.commit([AddEvents(("a",))], MESSAGE)
    assert slow.commit([AddEvents(("b",))], MESSAGE).tries == 2
    assert len(git(bare, "rev-list", "--max-parents=0", BRANCH).split()) == 1
    assert show(bare, EVENTS) == "a\nb"


def test_a_branch_that_was_set_back_is_not_brought_forward_again(
    make_store: MakeStore, bare: Path
) -> None:
    store = make_store("one")
    store.commit([AddEvents(("a",))], MESSAGE)
    store.commit([AddEvents(("mistake",))], MESSAGE)
    store.tree()
    git(bare, "update-ref", f"refs/heads/{BRANCH}", f"{BRANCH}~1")
    store.commit([AddEvents(("b",))], MESSAGE)
    assert show(bare, EVENTS) == "a\nb"


def missing_from(clone: Path) -> set[str]:
    listed = git(clone, "rev-list", "--objects", "--missing=print", "refs/governor/tip")
    return {line[1:] for line in listed.splitlines() if line.startswith("?")}


def test_only_the_newest_commit_and_what_is_asked_for_is_fetched(
    make_store: MakeStore, bare: Path, tmp_path: Path
) -> None:
    writer = make_store("writer")
    for day in range(3):
        big = Append("state/events/signals/big.jsonl", b"%d\n" % day * 1000)
        writer.commit([writes(big, Append("state/small.jsonl", b"%d\n" % day))], MESSAGE)
    reader = make_store("reader")
    assert list(reader.tree().lines("state/small.jsonl")) == [b"0", b"1", b"2"]
    reader.commit([writes(Append("state/small.jsonl", b"3\n"))], MESSAGE)
    reader.tree()
    clone = tmp_path / "reader/.governor/state.git"
    assert git(bare, "rev-parse", f"{BRANCH}:state/events/signals/big.jsonl") in missing_from(clone)
    assert git(clone, "rev-list", "--count", "refs/governor/tip") == "1"
    assert (clone / "shallow").exists()


def test_a_server_that_cannot_filter_is_used_all_the_same(
    make_store: MakeStore, bare: Path
) -> None:
    git(bare, "config", "uploadpack.allowFilter", "false")
    make_store("one").commit([AddEvents(("a",))], MESSAGE)
    store = make_store("two")
    store.commit([AddEvents(("b",))], MESSAGE)
    assert list(store.tree().lines(EVENTS)) == [b"a", b"b"]


def test_without_a_name_it_is_the_default_branch(tmp_path: Path, bare: Path) -> None:
    work = make_clone(tmp_path / "work", bare)
    (work / "README.md").write_text("hello\n")
    git(work, "add", ".")
    git(work, "commit", "--quiet", "-m", "Begin")
    git(work, "push", "--quiet", "origin", "HEAD:refs/heads/trunk")
    git(bare, "symbolic-ref", "HEAD", "refs/heads/trunk")
    open_store(work, "").commit([AddEvents(("a",))], MESSAGE)
    assert show(bare, EVENTS, "trunk") == "a"
    assert show(bare, "README.md", "trunk") == "hello"
    assert git(bare, "ls-tree", "-r", "--name-only", "trunk", "state/README.md") == ""


def test_without_a_remote_the_repository_itself_has_the_branch(tmp_path: Path) -> None:
    repo = make_clone(tmp_path / "alone", None)
    one, other = open_store(repo), open_store(repo)
    one.commit([AddEvents(("a",))], MESSAGE)
    one.tree()
    other.commit([AddEvents(("b",))], MESSAGE)
    assert one.commit([AddEvents(("c",))], MESSAGE).tries == 2
    assert show(repo, EVENTS) == "a\nb\nc"


@pytest.fixture
def checked_out(tmp_path: Path) -> Path:
    repo = make_clone(tmp_path / "alone", None)
    (repo / "README.md").write_text("hello\n")
    git(repo, "add", ".")
    git(repo, "commit", "--quiet", "-m", "Begin")
    return repo


def test_a_branch_that_is_checked_out_follows(checked_out: Path) -> None:
    open_store(checked_out, "").commit([AddEvents(("a",))], MESSAGE)
    assert (checked_out / EVENTS).read_text() == "a\n"
    assert git(checked_out, "status", "--porcelain") == "?? .governor/"


def test_uncommitted_work_is_not_overwritten(checked_out: Path) -> None:
    (checked_out / "README.md").write_text("changed\n")
    with pytest.raises(CannotPush, match="checked out with changes that are not committed"):
        open_store(checked_out, "").commit([AddEvents(("a",))], MESSAGE)
    assert (checked_out / "README.md").read_text() == "changed\n"


def test_a_protected_branch_says_what_to_do_at_once(
    tmp_path: Path, bare: Path, make_store: MakeStore
) -> None:
    hook = install_hook(
        bare, "pre-receive", "echo 'GH006: Protected branch update failed' >&2; exit 1"
    )
    with pytest.raises(CannotPush) as refusal:
        make_store("one").commit([AddEvents(("a",))], Message("Add", {"T": "1"}))
    sentence = str(refusal.value)
    assert "Cannot push to governor-state: the remote's rules refuse the push" in sentence
    assert "GH006: Protected branch update failed" in sentence
    assert "set state.branch in policies/governor.yml" in sentence
    assert f"run `governor resend {refusal.value.unsent}`" in sentence
    kept = Path(refusal.value.unsent)
    assert kept.parent == tmp_path / "one/.governor/unsent"
    unsent = read_unsent("f", kept.read_bytes().splitlines(), {AddEvents.kind: add_events})
    assert (unsent.subject, unsent.trailers) == ("Add", {"T": "1"})
    assert unsent.operations == [AddEvents(("a",))]
    hook.unlink()


def test_a_race_that_is_always_lost_ends_loudly(
    tmp_path: Path, bare: Path, make_store: MakeStore
) -> None:
    rival, pauses, moves = make_store("rival"), list[float](), list[int]()

    def be_faster(tree: Tree) -> dict[str, str]:
        del tree
        moves.append(1)
        rival.commit([AddEvents((f"rival {len(moves)}",))], MESSAGE)
        return {}

    habits = replace(HASTY, stamp=be_faster, patience=Patience(seconds=5.0, sleep=pauses.append))
    with pytest.raises(CannotPush, match=r"\d+ tries over 2\d s failed, the last because another"):
        open_store(make_clone(tmp_path / "one", bare), habits=habits).commit(
            [AddEvents(("mine",))], MESSAGE
        )
    assert len(moves) >= 10
    assert 25 <= sum(pauses) < 30
    assert "mine" not in show(bare, EVENTS)


def test_a_corrupt_file_stops_before_anything_is_pushed(make_store: MakeStore, bare: Path) -> None:
    store = make_store("one")
    store.commit([writes(Replace("state/a.jsonl", b'{"half":'))], MESSAGE)
    with pytest.raises(CorruptState, match="its last line has no end"):
        store.commit([AddEvents(("a",)), writes(Append("state/a.jsonl", b"x\n"))], MESSAGE)
    assert count(bare) == 1


def test_a_remote_that_is_not_there_is_named(tmp_path: Path) -> None:
    store = open_store(make_clone(tmp_path / "one", tmp_path / "nowhere.git"))
    with pytest.raises(CannotReach, match="there is no such repository, or no right to see it"):
        store.tree()
    with pytest.raises(CannotPush, match="Check the address with `git remote -v`") as refusal:
        store.commit([AddEvents(("a",))], MESSAGE)
    assert Path(refusal.value.unsent).exists()


@pytest.mark.parametrize(
    "damage",
    [
        "touch shallow.lock governor-index.1.lock config.lock refs/governor/tip.lock",
        "rm HEAD",
        "rm -r objects",
        "echo rubbish > refs/governor/tip",
        "echo rubbish > shallow",
        "find objects -name '*.pack' -exec truncate -s 20 {} ';'",
        "for i in $(seq 201); do touch objects/pack/p$i.pack; done",
    ],
)
def test_a_damaged_clone_is_mended(
    damage: str, tmp_path: Path, make_store: MakeStore, bare: Path
) -> None:
    store = make_store("one")
    store.commit([AddEvents(("a",))], MESSAGE)
    make_store("two").commit([AddEvents(("b",))], MESSAGE)
    store.tree()
    clone = tmp_path / "one/.governor/state.git"
    subprocess.run(["sh", "-c", f"chmod -R u+w .; {damage}"], cwd=clone, check=True)
    assert open_store(tmp_path / "one").commit([AddEvents(("c",))], MESSAGE).changed
    assert show(bare, EVENTS) == "a\nb\nc"
