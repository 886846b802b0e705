"""A store whose partitions may lie elsewhere; what it commits, it commits to the store below."""

from collections.abc import Sequence

from bot.adapters.lake.shelf import Shelf
from bot.adapters.lake.tree import LakeTree
from bot.adapters.replay import Troubled
from bot.errors import CannotReach
from bot.ports.store import Message, Receipt, Store
from bot.state.tree import Operation, Tree


class LakeStore:
    """The store below was made with a stage that knows the same shelf."""

    def __init__(self, store: Store, shelf: Shelf) -> None:
        self._store, self._shelf = store, shelf

    def tree(self) -> Tree:
        return LakeTree(self._store.tree(), self._shelf)

    def commit(self, operations: Sequence[Operation], message: Message) -> Receipt:
        try:
            return self._store.commit(operations, message)
        except Troubled as failed:  # of a store that does not try again by itself
            trouble = failed.trouble
            raise CannotReach("the storage", trouble.reason, f"{trouble.mend}.") from None
