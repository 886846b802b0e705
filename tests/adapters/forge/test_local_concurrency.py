"""Several processes at one local forge, at the same moment."""

import multiprocessing
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.adapters.git import Git
from bot.adapters.local_forge import LocalForge
from bot.errors import CannotAct
from bot.ports.forge.contents import FileChange
from bot.ports.forge.pulls import MergeMethod, NewPull, PullFilter
from tests.adapters.forge.world import OUTSIDER, World

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

# Newer Pythons warn of forking beside threads; the children here start none.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
FORKING = multiprocessing.get_context("fork")
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
Outcome = tuple[str, object]
Act = Callable[[LocalForge, int], object]


def at_once(folder: Path, count: int, act: Act) -> list[Outcome]:
    """Let several processes do the same at the same moment and tell what each came to."""
    start, outcomes = FORKING.Barrier(count), FORKING.Queue()
    work = partial(_one, folder, start, outcomes, act)
    children = [FORKING.Process(target=work, args=(index,)) for index in range(count)]
    for child in children:
        child.start()
    told = [outcomes.get(timeout=60) for _ in children]
    for child in children:
        child.join()
    outcomes.close()
    outcomes.join_thread()
    return told


def _one(folder: Path, start: Barrier, outcomes: "Queue[Outcome]", act: Act, index: int) -> None:
    forge = LocalForge.at(folder, lambda: NOON, "governor[bot]")
    start.wait()
    try:
        outcomes.put(("done", act(forge, index)))
    except CannotAct as refusal:
        outcomes.put((type(refusal).__name__, None))


def names(outcomes: list[Outcome]) -> Counter[str]:
    return Counter(name for name, _ in outcomes)


def test_of_two_who_open_the_same_pull_request_one_is_refused(local: World) -> None:
    local.branch("topic", x_txt="x\n")

    def act(forge: LocalForge, index: int) -> object:
        return forge.open_pull(NewPull(f"By {index}", "topic", "main")).number

    told = at_once(local.remote.parent, 4, act)
    assert names(told) == {"done": 1, "AlreadyExists": 3}
    assert len(local.bot.pulls(PullFilter(None))) == 1


def test_of_many_who_merge_one_does(local: World) -> None:
    pull, before = local.opened("topic"), local.main()

    def act(forge: LocalForge, index: int) -> object:
        method = list(MergeMethod)[index % 3]
        return forge.merge_pull(pull.number, method, pull.head_sha).merge_sha

    told = at_once(local.remote.parent, 4, act)
    assert names(told) == {"done": 1, "NotMergeable": 3}
    assert local.main() in [sha for _, sha in told]
    assert local.git().text("rev-list", "--first-parent", "--count", f"{before}..main") == "1"


def test_of_many_who_commit_on_one_head_one_does(local: World) -> None:
    head = local.main()

    def act(forge: LocalForge, index: int) -> object:
        change = [FileChange("x", b"%d" % index)]
        return forge.commit_files("main", head, change, "Race", head).sha

    told = at_once(local.remote.parent, 4, act)
    assert names(told) == {"done": 1, "MovedHead": 3}
    assert ("done", local.main()) in told


def test_nothing_said_at_once_is_lost(local: World) -> None:
    number = local.bot.open_issue("Issue").number

    def act(forge: LocalForge, index: int) -> object:
        return [forge.create_comment(number, f"{index}-{turn}").id for turn in range(5)]

    told = at_once(local.remote.parent, 4, act)
    ids = [one for _, made in told if isinstance(made, list) for one in made]
    assert len(set(ids)) == 20
    said = {comment.body for comment in local.bot.comments(number)}
    assert said == {f"{index}-{turn}" for index in range(4) for turn in range(5)}


def test_merges_and_pushes_by_plain_git_never_lose_each_other(local: World) -> None:
    pulls = [local.opened(f"topic-{index}", **{f"f{index}": "x\n"}) for index in range(4)]

    def act(forge: LocalForge, index: int) -> object:
        if index < 2:
            return _push(local, index)
        pull = pulls[index]
        return _until_merged(forge, pull.number, pull.head_sha)

    told = at_once(local.remote.parent, 4, act)
    assert names(told) == {"done": 4}
    files = set(local.git().text("ls-tree", "--name-only", "main").splitlines())
    assert {"pushed-0", "pushed-1", "f2", "f3"} <= files


def _push(local: World, index: int) -> bool:
    target = local.scratch / f"pusher-{index}"
    target.mkdir()
    git = Git(target, OUTSIDER)
    git.run("clone", "-q", str(local.remote), ".")
    (target / f"pushed-{index}").write_text("x")
    git.run("add", ".")
    git.run("commit", "-q", "-m", "pushed")
    while git.attempt("push", "-q", "origin", "main").code:
        git.run("pull", "-q", "--rebase", "origin", "main")
    return True


def _until_merged(forge: LocalForge, number: int, head: str) -> bool:
    while True:
        try:
            return forge.merge_pull(number, MergeMethod.SQUASH, head).merged
        except CannotAct:
            assert not forge.pull(number).merged
