"""Commits what was written, and brings it to the default branch of the remote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.commands.setting_up import record
from bot.commands.setting_up.parcel import Parcel, compare
from bot.commands.setting_up.step import Look, Step
from bot.ports.worktree import WorkTree
from bot.words.count import plural

MESSAGE = "Set up Governor"
NOT_YET = "the files are not on {} of the remote yet"


@dataclass(frozen=True, slots=True)
class Publishing:
    """`default` names the default branch, by the forge if it can be asked."""

    tree: WorkTree
    parcels: Sequence[Parcel]
    default: Callable[[], str]

    def steps(self) -> tuple[Step, Step]:
        by_hand = f"git add -A && git commit -m '{MESSAGE}'"
        push = (
            "git push -u origin HEAD; where the branch takes pull requests only: git switch -c "
            "governor-setup && git push -u origin HEAD, and open one; then `governor init` again"
        )
        return (
            Step("commit", self._look_commit, self._commit, by_hand),
            Step("push", self._look_push, self._push, push),
        )

    def is_out(self) -> bool:
        """Tell whether the remote's default branch has what was written last."""
        there = self.tree.remote_head(self.default())
        noted = self.tree.read(record.PATH)
        return there is not None and self.tree.read_at(there, record.PATH) == noted

    def _look_commit(self) -> Look:
        count = len(self._open())
        if not count:
            return Look("everything that was written is committed")
        return Look(f"{plural(count, 'file')} not committed", f"commit {plural(count, 'file')}")

    def _open(self) -> Sequence[str]:
        """Name what is still to be written, and what stands as written and is not committed."""
        lacking = [path for one in self.parcels for path in compare(one, self.tree).to_write(one)]
        known = record.recorded(self.tree)
        standing = [path for path, noted in known.items() if self._is(path, noted)]
        asked = [*standing, record.PATH] if known else []
        return sorted({*lacking, *self.tree.uncommitted(asked)})

    def _is(self, path: str, noted: str) -> bool:
        data = self.tree.read(path)
        return data is not None and record.digest(data) == noted

    def _commit(self) -> None:
        self.tree.commit(
            [path for path in self._open() if self.tree.read(path) is not None], MESSAGE
        )

    def _look_push(self) -> Look:
        default, here = self.default(), self.tree.branch()
        if here != default:
            return Look(
                f"on {here or 'no branch'}, and workflows run from {default}: merge it there"
            )
        if not self._open() and self.is_out():
            return Look(f"{default} of the remote has it all")
        return Look(NOT_YET.format(default), f"push {default}")

    def _push(self) -> None:
        self.tree.push(self.default())
