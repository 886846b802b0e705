"""Opens a cycle: the state is brought while Python loads what works on it."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bot.state.tree import Tree
from bot.wiring.shell import Shell
from bot.wiring.stores import Rivals

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from bot.commands.cycle import Round

# A step looks at what the one before has just pushed. What somebody else pushed within so many
# seconds it learns when it pushes itself, as it would had that been a little later.
RIVALS = Rivals(unseen=2.0)


def start_cycle(shell: Shell) -> "AbstractContextManager[Round]":
    """Give its steps. What cannot be brought here is asked for again by the step that reads it."""
    # Policies that nobody can read stop everything, before anything is done.
    policy, now = shell.policy, shell.now
    shell.rivals = RIVALS
    with ThreadPoolExecutor(max_workers=1) as aside:
        tree = aside.submit(_look, shell)
        from bot.decisions.reading import likely  # noqa: PLC0415 - loaded meanwhile

        # A file that is fetched alone takes as long as all of them together.
        aside.submit(lambda: tree.result().bring(likely(policy, now)))
        from bot.wiring.cycle import cycle_round  # noqa: PLC0415 - loaded meanwhile
    return cycle_round(shell)


def _look(shell: Shell) -> Tree:
    """Find the store too where it does not matter yet that there may be none."""
    return shell.store.tree()
