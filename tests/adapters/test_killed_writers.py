"""kill -9 anywhere in a write-and-push: the state is as before or as after, and a rerun ends it."""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest

from bot.adapters.folder_store import FolderStore
from bot.ports.store import Message, Receipt, Store
from bot.state.tree import Append, Remove, Replace, Tree, Write
from bot.words.canonical import Json
from tests.adapters.dying import count_lines, kill_after, run_to_death
from tests.adapters.state_git import make_clone, open_store

SOME, ALL = 15, 100
POINTS = [SOME, pytest.param(ALL, marks=pytest.mark.long)]
LINES = "state/lines.jsonl"
NUMBER = "state/number.json"


@dataclass(frozen=True, slots=True)
class Advance:
    """Go from one number to the next in five files at once, however often it is asked."""

    to: int
    kind: ClassVar[str] = "test-advance"

    def apply(self, tree: Tree) -> Iterable[Write]:
        if tree.read(NUMBER) == str(self.to).encode():
            return
        for part in range(3):
            yield Append(LINES, f"{self.to} {part}\n".encode() * 1000)
        yield Append(f"state/new-{self.to}.jsonl", b"new\n")
        yield Replace(NUMBER, str(self.to).encode())
        yield Replace(f"state/turn-{self.to}.json", b"{}")
        yield Remove(f"state/turn-{self.to - 1}.json")

    def wire(self) -> Mapping[str, Json]:
        return {"to": self.to}


def number_of(tree: Tree) -> int:
    """Read which number the state is at; every file must agree."""
    number = int(tree.read(NUMBER) or 0)
    assert len(list(tree.lines(LINES))) == number * 3000
    names = {f"state/new-{i}.jsonl" for i in range(1, number + 1)}
    names |= {LINES, NUMBER, f"state/turn-{number}.json"} if number else set()
    assert set(tree.names("state/")) - {"state/README.md"} == names
    return number


def torture(
    make: Callable[[], Store],
    kill: Callable[[Callable[[], object], random.Random], bool],
    points: int,
) -> int:
    """Kill a writer at each point, look, run it again, look; give how many were hit midway."""
    chance, hit = random.Random(points), 0

    def advance(to: int) -> Receipt:
        return make().commit([Advance(to)], Message("Advance"))

    for point in range(1, points + 1):
        hit += kill(partial(advance, point), chance)
        assert number_of(make().tree()) in (point - 1, point)
        advance(point)
        assert number_of(make().tree()) == point
    return hit


@pytest.mark.parametrize("points", POINTS)
def test_a_folder_is_before_or_after(points: int, tmp_path: Path) -> None:
    def make() -> FolderStore:
        return FolderStore(tmp_path / "at", tmp_path / "at/.governor/folder")

    sample = FolderStore(tmp_path / "sample", tmp_path / "sample/.governor/folder")
    total = count_lines(lambda: sample.commit([Advance(1)], Message("Count")))
    hit = torture(make, lambda work, chance: run_to_death(work, chance.randrange(total)), points)
    assert hit > points * 0.8


@pytest.mark.parametrize("points", POINTS)
def test_a_branch_is_before_or_after(points: int, tmp_path: Path, bare: Path) -> None:
    repo = make_clone(tmp_path / "one", bare)
    sample = make_clone(tmp_path / "sample", None)
    open_store(sample).commit([Advance(1)], Message("Found"))
    began = time.monotonic()
    open_store(sample).commit([Advance(2)], Message("Time"))
    usual = time.monotonic() - began

    def kill(work: Callable[[], object], chance: random.Random) -> bool:
        nonlocal usual
        whole_group = chance.random() < 0.5
        hit = kill_after(work, chance.uniform(0, usual), whole_group=whole_group)
        if whole_group:  # the server died too, as none does, and left its lock
            for lock in bare.rglob("*.lock"):
                lock.unlink()
        usual *= 1.1 if hit else 0.7  # another commit takes longer, or less long, than the first
        return hit

    assert torture(lambda: open_store(repo), kill, points) > points * 0.5


@pytest.mark.parametrize("stride", [97, pytest.param(5, marks=pytest.mark.long)])
def test_each_line_of_a_folder_commit_may_be_the_last(stride: int, tmp_path: Path) -> None:
    def run(name: str) -> Receipt:
        return store(name).commit([Advance(1)], Message("Advance"))

    def store(name: str) -> FolderStore:
        return FolderStore(tmp_path / name, tmp_path / name / ".governor/folder")

    for line in range(0, count_lines(lambda: run("sample")), stride):
        name = f"at-{line}"
        run_to_death(partial(run, name), line)
        assert number_of(store(name).tree()) in (0, 1)
        run(name)
        assert number_of(store(name).tree()) == 1
