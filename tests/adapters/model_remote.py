"""A remote in memory whose writers stop before each step until a schedule lets them go on."""

from collections.abc import Callable, Iterable, Sequence
from threading import Semaphore, Thread

from bot.adapters.patience import Pace, Patience
from bot.adapters.replay import Troubled, replay
from bot.adapters.trouble import RACE
from bot.ports.store import Receipt
from bot.state.tree import Operation
from tests.fakes.store import MemoryTree

HASTY = Patience(sleep=lambda _: None)


class ModelRemote:
    def __init__(self) -> None:
        self.commits: dict[str, MemoryTree] = {"": MemoryTree()}
        self.history = [""]

    @property
    def tree(self) -> MemoryTree:
        return self.commits[self.history[-1]]

    def add(self, tree: MemoryTree) -> str:
        name = str(len(self.commits))
        self.commits[name] = tree
        return name


class ModelWriter:
    """One writer running the real replay; `step` is called before each fetch, commit and push."""

    def __init__(self, remote: ModelRemote, operations: Sequence[Operation]) -> None:
        self._remote, self._operations = remote, operations
        self.step: Callable[[], object] = lambda: None

    def run(self) -> Receipt:
        return replay(self, self.build, None, Pace(HASTY))

    def newest(self) -> str:
        self.step()
        return self._remote.history[-1]

    def build(self, base: str) -> str | None:
        self.step()
        before = self._remote.commits[base]
        after = before.copy().run(self._operations)
        return None if after.files == before.files else self._remote.add(after)

    def move(self, base: str, commit: str) -> None:
        self.step()
        if self._remote.history[-1] != base:
            raise Troubled(RACE)
        self._remote.history.append(commit)


class Lane:
    """Runs a writer in a thread, one step at a time."""

    def __init__(self, writer: ModelWriter) -> None:
        self._go, self._halted, self.over = Semaphore(0), Semaphore(0), False
        writer.step = self._halt
        self._thread = Thread(target=self._run, args=(writer,))
        self._thread.start()
        self._halted.acquire()

    def advance(self) -> None:
        if not self.over:
            self._go.release()
            self._halted.acquire()

    def finish(self) -> None:
        while not self.over:
            self.advance()
        self._thread.join()

    def _halt(self) -> None:
        self._halted.release()
        self._go.acquire()

    def _run(self, writer: ModelWriter) -> None:
        try:
            writer.run()
        finally:
            self.over = True
            self._halted.release()


def interleave(writers: Sequence[ModelWriter], schedule: Iterable[int]) -> None:
    """Let the writers step in the order of the schedule, then each to its end."""
    lanes = [Lane(writer) for writer in writers]
    for turn in schedule:
        lanes[turn].advance()
    for lane in lanes:
        lane.finish()
