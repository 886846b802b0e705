"""Twenty processes, each with a clone of its own, write to one bare repository at once."""

import multiprocessing
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.patience import Patience
from bot.errors import GovernorError
from bot.ports.store import Message
from tests.adapters.operations import EVENTS, AddEvents
from tests.adapters.state_git import BRANCH, HASTY, git, make_clone, open_store

WRITERS = 20
EVENTS_EACH = 50
FORK = multiprocessing.get_context("fork")


def write_all(root: Path, bare: Path, writer: int, commits: int) -> None:
    try:
        write(root, bare, writer, commits)
    except GovernorError as error:
        (root / f"{writer}.error").write_text(str(error))
        raise


def write(root: Path, bare: Path, writer: int, commits: int) -> None:
    repo = make_clone(root / f"writer-{writer}", bare)
    store = open_store(repo, habits=replace(HASTY, patience=Patience()))
    size = EVENTS_EACH // commits
    for commit in range(commits):
        ids = tuple(f"{writer}-{commit * size + event}" for event in range(size))
        store.commit([AddEvents(ids)], Message(f"Writer {writer}"))


def race(root: Path, bare: Path, commits: int) -> float:
    began = time.monotonic()
    processes = [
        FORK.Process(target=write_all, args=(root, bare, writer, commits))
        for writer in range(WRITERS)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [error.read_text() for error in root.glob("*.error")] == []
    assert [process.exitcode for process in processes] == [0] * WRITERS
    return time.monotonic() - began


@pytest.mark.parametrize(
    "commits",
    [2, pytest.param(50, marks=[pytest.mark.long, pytest.mark.timeout(1800)])],
)
def test_a_thousand_events_arrive_and_none_twice(
    commits: int, tmp_path: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = race(tmp_path, bare, commits)
    events = git(bare, "show", f"{BRANCH}:{EVENTS}").splitlines()
    expected = {f"{writer}-{event}" for writer in range(WRITERS) for event in range(EVENTS_EACH)}
    assert len(events) == WRITERS * EVENTS_EACH
    assert set(events) == expected
    assert int(git(bare, "rev-list", "--count", BRANCH)) == WRITERS * commits
    with capsys.disabled():
        print(f"\n{WRITERS} writers x {commits} commits: {len(events)} events, {seconds:.1f} s")  # noqa: T201
