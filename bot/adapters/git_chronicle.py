"""The chronicle of a state branch, from Git: its commits, and policies by their digest."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.adapters.git import Git
from bot.adapters.git_anchors import root_of
from bot.adapters.git_tree import GitTree
from bot.adapters.policies import FOLDER
from bot.adapters.private_clone import TIP, PrivateClone
from bot.adapters.remote import NAME, Remote
from bot.adapters.state_branch import MISSING
from bot.adapters.trouble import trouble_of
from bot.errors import CannotReach, Refused
from bot.policy.load import read
from bot.policy.policy import Policy
from bot.ports.chronicle import Step
from bot.state.audit.compaction import ARCHIVES, Compacted, Root
from bot.words.instant import from_ms, render

SECONDS = 600.0
SHORT = 12
STATE = "state"


class NotKept(Refused):
    """What was squashed lies nowhere any more."""


class GitChronicle:
    """`folder` is this machine's own; the whole history is brought there, with its files."""

    def __init__(self, repo: Path, remote: Remote, branch: str, folder: Path) -> None:
        self._repo, self._branch = Git(repo), branch
        self._clone = PrivateClone(folder / "chronicle.git", remote.environment(), SECONDS)
        self._policies: dict[str, Policy] = {}
        self._unread: Iterator[str] | None = None

    def steps(self, *, archive: bool = False) -> Sequence[Step]:
        """List the line; what an archive holds stands before the root that stands for it.

        An older archive that is not kept any more ends it: the newer one can be read all the same.
        """
        ref = f"refs/heads/{self._branch}" if self._branch else "HEAD"
        if not self._fetched(f"+{ref}:{TIP}"):
            return ()
        return self._steps(self._line(TIP), archive=archive)

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

    def _steps(self, line: Sequence[str], *, archive: bool) -> list[Step]:
        root = root_of(self._clone.git, line[0])
        before: list[Step] = []
        if archive and root is not None and root.claim is not None:
            before = self._archived(root, root.claim)
        base = before[-1].commit if before else ""
        return [*before, *self._listed(line, root, base)]

    def _archived(self, root: Root, claim: Compacted) -> list[Step]:
        if not root.archive.startswith(ARCHIVES):
            raise NotKept("Cannot look into the archive: the squashed commits were not kept.")
        if not self._fetched(f"+{root.archive}:{root.archive}"):
            raise NotKept(f"Cannot look into the archive: the remote has no {root.archive}.")
        line = self._line(root.archive)
        if claim.cut not in line:
            raise Refused(
                f"Cannot look into the archive: {root.archive} does not have commit "
                f"{claim.cut[:SHORT]}, the last one that {root.source} stands for."
            )
        line = line[: line.index(claim.cut) + 1]
        try:
            return self._steps(line, archive=True)
        except NotKept:
            return self._steps(line, archive=False)

    def _listed(self, line: Sequence[str], root: Root | None, base: str) -> Iterator[Step]:
        git, objects = self._clone.git, self._clone.objects
        times = dict(zip(line, self._times(line), strict=True))
        changed = self._changed(line)
        for one in line:
            step = Step(one[:SHORT], GitTree(git, one, objects), changed.get(one, ()), times[one])
            if one == line[0] and root is not None:
                also = self._between(base, one) if base else ()
                step = step._replace(changed=also, stands_for=root.claim, archive=root.archive)
            yield step

    def _fetched(self, refs: str) -> bool:
        self._clone.heal()
        options = ("--quiet", "--no-tags", "--no-write-fetch-head")
        answer = self._clone.git.attempt("fetch", *options, NAME, refs)
        if answer.code and MISSING in answer.err:
            return False
        if answer.code:
            trouble = trouble_of(answer.err)
            raise CannotReach("the history of the state branch", trouble.reason, f"{trouble.mend}.")
        return True

    def _line(self, ref: str) -> list[str]:
        return self._clone.git.text("rev-list", "--first-parent", "--reverse", ref).split()

    def _times(self, line: Sequence[str]) -> list[str]:
        asked = "".join(f"{one}\n" for one in line).encode()
        options = ("--no-walk=unsorted", "--stdin", "--format=%ct")
        seconds = self._clone.git.text("log", *options, stdin=asked).split()
        return [render(from_ms(int(one) * 1000)) for one in seconds]

    def _changed(self, line: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Ask once about all commits: a process for each would take longer than the rest."""
        options = ("-r", "--root", "--name-only", "-m", "--first-parent", "--stdin")
        asked = "".join(f"{one}\n" for one in line).encode()
        listed = self._clone.git.text("diff-tree", *options, "--", STATE, stdin=asked)
        found: dict[str, list[str]] = {}
        commit = ""
        for row in listed.splitlines():
            if row.startswith(f"{STATE}/"):
                found.setdefault(commit, []).append(row)
            else:
                commit = row
        return {name: tuple(paths) for name, paths in found.items()}

    def _between(self, base: str, commit: str) -> tuple[str, ...]:
        options = ("-r", "--name-only", "--no-commit-id")
        found = self._clone.git.text("diff-tree", *options, base, commit, "--", STATE)
        return tuple(found.splitlines())

    def _read(self, commit: str) -> None:
        listed = self._repo.text("ls-tree", "--name-only", commit, "--", f"{FOLDER}/")
        paths = [path for path in listed.splitlines() if path.endswith((".yml", ".yaml"))]
        texts = {path: self._repo.run("show", f"{commit}:{path}") for path in paths}
        policy, _ = read(texts)
        if policy is not None:
            self._policies[policy.digest] = policy
