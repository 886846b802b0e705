"""What there is to compact of a repository's state."""

from dataclasses import replace
from importlib.util import find_spec

from bot.adapters.git_history import GitHistory, Signing
from bot.adapters.lake.housekeeping import LakeHouse
from bot.adapters.lake.shelf import Shelf
from bot.commands.compact import Yard
from bot.ports.history import History
from bot.wiring.people import desk_of
from bot.wiring.shell import Shell
from bot.wiring.stores import (
    habits_of,
    owner_of,
    places_of,
    shelf_of,
)


def yard_of(shell: Shell, by: str) -> Yard:
    storage = shell.written_policy.governor.storage
    local, there = shell.options.local, find_spec("pyarrow") is not None
    places = places_of(storage).values()
    house = LakeHouse(_shelf(shell), places, is_copy=local) if there else None
    desk = replace(desk_of(shell, by), store=shell.plain_store)
    if local:
        return Yard(desk, storage, house, None)
    return Yard(desk, storage, house, _history(shell), shell.signatures())


def _shelf(shell: Shell) -> Shelf:
    if shell.options.local:
        return shelf_of(shell.place, shell.environ)
    branch = shell.written_policy.governor.state.branch
    return shelf_of(shell.place, shell.environ, owner_of(shell.remote, branch))


def _history(shell: Shell) -> History | None:
    """Leave the history alone where the state shares its branch with the work of people."""
    state = shell.written_policy.governor.state
    if not state.branch:
        return None
    habits = habits_of(state, shell.settings)
    signing = Signing(habits.signature, habits.stamp)
    return GitHistory(shell.remote, state.branch, shell.private, signing)
