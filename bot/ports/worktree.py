"""The files that people work on, and the remote that they push to."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class WorkTree(Protocol):
    """Paths are text with slashes, from the root of the repository."""

    def read(self, path: str) -> bytes | None: ...

    def write(self, files: Mapping[str, bytes]) -> None: ...

    def branch(self) -> str:
        """Name the branch that is checked out, also before its first commit; "" for none."""

    def uncommitted(self, paths: Sequence[str]) -> Sequence[str]:
        """Name those of the paths that are not in the last commit as they stand."""

    def commit(self, paths: Sequence[str], message: str) -> None:
        """Commit these files alone; whatever else is staged stays so."""

    def remote_head(self, branch: str) -> str | None:
        """Tell where the remote has the branch; CannotReach where there is no remote."""

    def read_at(self, commit: str, path: str) -> bytes | None:
        """Give the file as a commit has it; None also where the commit is not known here."""

    def push(self, branch: str) -> None:
        """Push the last commit there; Refused, in the remote's words, where it does not take it."""
