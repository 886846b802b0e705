from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.commands.notebook import Notebook
from bot.errors import BadPolicy, CannotReach
from bot.state.in_memory import MemoryTree
from bot.wiring.starting import start_cycle
from tests.fakes.output import HeardOutput
from tests.fakes.store import MemoryStore
from tests.wiring.test_dashboard import shell_with


class Bringing(MemoryTree):
    def __init__(self) -> None:
        super().__init__({})
        self.brought: list[str] = []

    def bring(self, paths: Iterable[str]) -> None:
        self.brought.extend(paths)


class Looked(MemoryStore):
    """Gives one tree, or the reason why there is none."""

    def __init__(self, found: MemoryTree | CannotReach) -> None:
        super().__init__()
        self.found, self.looks = found, 0

    def tree(self) -> MemoryTree:
        self.looks += 1
        if isinstance(self.found, CannotReach):
            raise self.found
        return self.found


def test_what_the_steps_will_read_is_brought_before_they_begin(tmp_path: Path) -> None:
    shell, tree = shell_with(tmp_path), Bringing()
    shell.store = Looked(tree)
    with start_cycle(shell) as found:
        assert [step.name for step in found.steps][:2] == ["ingest", "reconcile"]
        assert {"state/agents.json", "state/gate.json"} <= set(tree.brought)
    assert shell.rivals.unseen > 0


def test_a_state_that_cannot_be_brought_is_told_of_by_the_step_that_reads_it(
    tmp_path: Path,
) -> None:
    shell = shell_with(tmp_path)
    store = Looked(CannotReach("the state", "nobody answers", "Wait."))
    shell.store = store
    with start_cycle(shell) as found:
        assert store.looks == 1
        with pytest.raises(CannotReach):
            found.steps[0].work(Notebook(HeardOutput()))


def test_policies_that_nobody_can_read_stop_it_before_the_state_is_looked_at(
    tmp_path: Path,
) -> None:
    shell = shell_with(tmp_path, risk="v: 1\nMAX_DRAWDOWN_BPS: ten\n")
    store = Looked(Bringing())
    shell.store = store
    with pytest.raises(BadPolicy):
        start_cycle(shell)
    assert store.looks == 0
