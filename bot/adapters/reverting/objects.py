"""What undoing asks of git: three-way merges of trees, and patches told apart by their content."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.adapters.git import Git
from bot.errors import CannotRunGit

CLEAN, CONFLICTS = 0, 1
# Without context lines and names guessed: the same change elsewhere is the same patch.
PATCH = ("diff-tree", "-r", "--root", "-p", "-U0", "--no-renames", "--no-ext-diff", "--no-textconv")
# A file must not follow its neighbours into a folder that a later commit renamed.
MERGE = ("-c", "merge.directoryRenames=false", "merge-tree", "--write-tree", "--no-messages", "-z")


@dataclass(frozen=True, slots=True)
class Entry:
    mode: str
    blob: str


@dataclass(frozen=True, slots=True)
class Merge:
    """`conflicts` has each path's entries: 1 is the common one, 2 ours, 3 theirs."""

    tree: str
    conflicts: Mapping[str, Mapping[int, Entry]] = field(default_factory=dict)


def merge_trees(git: Git, common: str, ours: str, theirs: str) -> Merge:
    """Merge three trees. Git looks for the common one itself, so it is shown stand-ins."""
    root = _stand_in(git, common)
    return merge(git, _stand_in(git, ours, root), _stand_in(git, theirs, root))


def merge(git: Git, ours: str, theirs: str) -> Merge:
    answer = git.attempt(*MERGE, ours, theirs)
    if answer.code not in (CLEAN, CONFLICTS):
        raise CannotRunGit(MERGE[2:], answer.err or answer.text, answer.code)
    tree, *listed = answer.out.decode(errors="surrogateescape").split("\0")[:-1]
    return Merge(tree, _by_path(listed))


def tree_of(git: Git, commit: str) -> str:
    return git.text("rev-parse", f"{commit}^{{tree}}")


def is_ancestor(git: Git, old: str, new: str) -> bool:
    return git.attempt("merge-base", "--is-ancestor", old, new).code == 0


def has_commit(git: Git, sha: str) -> bool:
    return git.attempt("cat-file", "-e", f"{sha}^{{commit}}").code == 0


def parents(git: Git, commit: str) -> list[str]:
    return git.text("rev-list", "--parents", "-n", "1", commit).split()[1:]


def patches(git: Git, commits: Iterable[str]) -> Mapping[str, str]:
    """Give each commit the id of its patch; merges and commits without a change have none."""
    shown = git.run(*PATCH, "--stdin", stdin="".join(f"{one}\n" for one in commits).encode())
    lines = git.text("patch-id", "--stable", stdin=shown).splitlines()
    return {commit: patch for patch, commit in (line.split() for line in lines)}


def changed(git: Git, old: str, new: str) -> tuple[str, ...]:
    listed = git.run("diff-tree", "-r", "-z", "--no-renames", "--name-only", old, new)
    return tuple(sorted(listed.decode(errors="surrogateescape").split("\0")[:-1]))


def _stand_in(git: Git, tree: str, *above: str) -> str:
    return git.text("commit-tree", tree, *(word for one in above for word in ("-p", one)))


def _by_path(listed: Iterable[str]) -> Mapping[str, Mapping[int, Entry]]:
    found: defaultdict[str, dict[int, Entry]] = defaultdict(dict)
    for line in listed:
        facts, _, path = line.partition("\t")
        mode, blob, stage = facts.split(" ")
        found[path][int(stage)] = Entry(mode, blob)
    return dict(found)
