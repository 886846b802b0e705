"""One file as it is merged: what the remote's default branch has of it, asked anew each time."""

from pathlib import Path

from bot.adapters.files import locked
from bot.adapters.git import Git
from bot.adapters.patience import Pace, Patience
from bot.adapters.private_clone import PrivateClone
from bot.adapters.remote import Remote
from bot.adapters.replay import GaveUp, newest
from bot.adapters.state_branch import StateBranch, Word
from bot.errors import CannotReach

PATIENT = Patience(tries=3, seconds=0.0)


class MergedFile:
    """`folder` is the bot's own; `path` is seen from the root of the remote's repository."""

    def __init__(
        self, remote: Remote, path: str, folder: Path, patience: Patience = PATIENT
    ) -> None:
        self._clone = PrivateClone(folder / "merged.git", remote.environment(), timeout=60.0)
        self._branch = StateBranch(self._clone, "", remote.head, Word())
        self._path, self._folder, self._patience = path, folder, patience
        self._known = ("", b"")

    def read(self) -> bytes | None:
        """Give its bytes, none where it is not there; None where nothing was ever merged."""
        with locked(self._folder / "lock"):
            self._clone.heal()
            try:
                commit = newest(self._branch, Pace(self._patience))
            except GaveUp as failed:
                raise CannotReach(
                    f"{self._path} as it is merged", failed.reason, f"{failed.trouble.mend}."
                ) from None
            if commit and commit != self._known[0]:
                self._known = commit, self._at(commit)
        return self._known[1] if commit else None

    def _at(self, commit: str) -> bytes:
        listed = self._clone.git.run("ls-tree", "-z", commit, "--", self._path)
        return self._clone.git.run("cat-file", "blob", f"{commit}:{self._path}") if listed else b""


def path_in(repo: Path, path: str) -> str:
    """Give a path of a folder as the repository that it lies in calls it."""
    return Git(repo).attempt("rev-parse", "--show-prefix").text + path
