"""What a change makes of the policies, read through the forge as data: nothing of it ever runs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from bot.commands.gating.subject import Subject
from bot.decisions.merging import Proposal
from bot.errors import Refused
from bot.policy.load import read
from bot.policy.policy import FILES, Policy
from bot.policy.risk_change import FOLDER, changes
from bot.policy.risk_rules import Risk
from bot.ports.forge import Forge
from bot.ports.forge.contents import ChangedFile, Commit, Comparison, FileStatus
from bot.words.problem import Problem

PATHS = tuple(f"{FOLDER}/{file}" for file in FILES)
YAML = (".yml", ".yaml")
LOOK_BACK = 20


@dataclass(frozen=True, slots=True)
class Read:
    """The change, or every problem with the policies it would leave."""

    proposal: Proposal | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """The policies at commits, each read once: what a commit holds never changes."""

    forge: Forge
    known: dict[str, Policy | None] = field(default_factory=dict)

    def policy_at(self, sha: str) -> Policy | None:
        if sha not in self.known:
            self.known[sha] = read(self.texts_at(sha))[0]
        return self.known[sha]

    def texts_at(self, sha: str, more: Iterable[str] = ()) -> dict[str, bytes]:
        """Read every policy file, listed as changed or not: a link may change what one says."""
        found = ((path, self.forge.read_file(path, sha)) for path in (*PATHS, *more))
        return {path: data for path, data in found if data is not None}


def read_change(library: Library, subject: Subject) -> Read:
    comparison = library.forge.compare(subject.start_sha, subject.sha)
    paths = tuple(sorted(_touched(comparison.files)))
    texts = library.texts_at(subject.sha, _new_files(comparison.files))
    after, problems = read(texts)
    if after is None:
        return Read(None, problems)
    rules, is_own = _rules(library, subject)
    same = is_own and comparison.merge_base == subject.base_sha
    before = rules if same else library.policy_at(comparison.merge_base) or rules
    found = changes(before, after, texts)
    proposal = Proposal(rules, before, after, found, paths)
    if before.digest == rules.digest or len(comparison.commits) == 1:
        return Read(proposal)
    return Read(replace(proposal, rewound=tuple(_rewound(library, comparison))))


def _rules(library: Library, subject: Subject) -> tuple[Policy, bool]:
    """Give the base's policies; where it cannot be read the last ones that could rule.

    Otherwise nothing could ever mend it. False says that they are not its own.
    """
    found = library.policy_at(subject.base_sha)
    if found is not None:
        return found, True
    for commit in library.forge.commits(subject.base_sha, FOLDER, LOOK_BACK):
        found = library.policy_at(commit.sha)
        if found is not None:
            return found, False
    raise Refused(
        f"Cannot judge {subject.name}: the policies of {subject.base} have mistakes, and so have "
        f"those of its last {LOOK_BACK} changes; an administrator must mend them."
    )


def _touched(files: Iterable[ChangedFile]) -> Iterator[str]:
    for file in files:
        yield from {file.path, file.previous_path or file.path}


def _new_files(files: Iterable[ChangedFile]) -> Iterator[str]:
    """Name files that lie among the policies and are none: whoever loads the folder stumbles."""
    for file in files:
        folder, _, name = file.path.rpartition("/")
        is_there = file.status is not FileStatus.REMOVED and folder == FOLDER
        if is_there and name.endswith(YAML) and name not in FILES:
            yield file.path


def _rewound(library: Library, comparison: Comparison) -> Iterator[str]:
    """Find commits that would undo, if they were rebased, what the base has learned meanwhile.

    A kill that is repeated and reverted on an old branch is no difference of the whole, but a
    rebase drops the first commit, which is there already, and keeps the second.
    """
    for commit in comparison.commits:
        if commit.parents and _raises_alone(library, commit):
            yield (
                f"its commit {commit.sha[:12]} raises risk by itself, and the policies have "
                "changed since it was branched off: update the branch, so that all is seen"
            )


def _raises_alone(library: Library, commit: Commit) -> bool:
    files = library.forge.compare(commit.parents[0], commit.sha).files
    if not any(path in PATHS for path in _touched(files)):
        return False
    before, after = library.policy_at(commit.parents[0]), library.policy_at(commit.sha)
    if before is None or after is None:
        return True
    return any(change.risk is Risk.RAISING for change in changes(before, after, {}))
