"""The chronicle of a state branch, from Git: its commits, and policies by their digest."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.adapters.git import Git
from bot.adapters.git_tree import GitTree
from bot.adapters.policies import FOLDER
from bot.adapters.private_clone import TIP, PrivateClone
from bot.adapters.remote import NAME, Remote
from bot.adapters.state_branch import MISSING
from bot.adapters.trouble import trouble_of
from bot.errors import CannotReach
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.ports.chronicle import Step

SECONDS = 600.0
SHORT = 12
STATE = "state"


class GitChronicle:
    """`folder` is this machine's own; the whole history is brought there, with its files."""

    def __init__(self, repo: Path, remote: Remote, branch: str, folder: Path) -> None:
        self._repo, self._branch = Git(repo), branch
        self._clone = PrivateClone(folder / "chronicle.git", remote.environment(), SECONDS)
        self._policies: dict[str, Policy] = {}
        self._unread: Iterator[str] | None = None

    def steps(self) -> Sequence[Step]:
        git = self._clone.git
        if not self._fetch():
            return ()
        listed = git.text("rev-list", "--first-parent", "--reverse", TIP).split()
        return [Step(one[:SHORT], GitTree(git, one), self._changed(one)) for one in listed]

    def policy(self, digest: str) -> Policy | None:
        """Read commits that touched the policies, the newest first, until the digest is there."""
        if self._unread is None:
            listed = self._repo.text("log", "--all", "--format=%H", "--", FOLDER).split()
            self._unread = iter(listed)
        while digest not in self._policies:
            commit = next(self._unread, None)
            if commit is None:
                return None
            self._read(commit)
        return self._policies[digest]

    def _fetch(self) -> bool:
        self._clone.heal()
        ref = f"refs/heads/{self._branch}" if self._branch else "HEAD"
        options = ("--quiet", "--no-tags", "--no-write-fetch-head")
        answer = self._clone.git.attempt("fetch", *options, NAME, f"+{ref}:{TIP}")
        if answer.code and MISSING in answer.err:
            return False
        if answer.code:
            trouble = trouble_of(answer.err)
            raise CannotReach("the history of the state branch", trouble.reason, f"{trouble.mend}.")
        return True

    def _changed(self, commit: str) -> tuple[str, ...]:
        options = ("-r", "--root", "--name-only", "--no-commit-id", "-m", "--first-parent")
        found = self._clone.git.text("diff-tree", *options, commit, "--", STATE)
        return tuple(found.splitlines())

    def _read(self, commit: str) -> None:
        listed = self._repo.text("ls-tree", "--name-only", commit, "--", f"{FOLDER}/")
        paths = [path for path in listed.splitlines() if path.endswith((".yml", ".yaml"))]
        texts = {path: self._repo.run("show", f"{commit}:{path}") for path in paths}
        policy, _ = read(texts)
        if policy is not None:
            self._policies[policy.digest] = policy
