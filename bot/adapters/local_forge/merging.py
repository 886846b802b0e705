"""The three merges by Git's own merge machinery, made as objects before any branch moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from bot.adapters.git import Git
from bot.adapters.local_forge.reading import merge_base
from bot.adapters.local_forge.writing import commit_tree
from bot.errors import CannotRunGit, MergeConflict, NotMergeable
from bot.ports.forge.pulls import MergeMethod

CLEAN, CONFLICTS = 0, 1
AUTHOR = "%an%x00%ae%x00%ad%x00%B"


@dataclass(frozen=True, slots=True)
class Merge:
    act: str
    base: str
    head: str
    message: str


def make(git: Git, method: MergeMethod, merge: Merge) -> str:
    """Make the new head of the base branch; MergeConflict names the paths."""
    if merge_base(git, merge.base, merge.head) is None:
        raise NotMergeable(merge.act, "the two branches have no history in common")
    match method:
        case MergeMethod.MERGE:
            return _joined(git, merge, [merge.base, merge.head])
        case MergeMethod.SQUASH:
            return _joined(git, merge, [merge.base])
        case MergeMethod.REBASE:
            return _rebased(git, merge)


def conflicts(git: Git, base: str, head: str) -> tuple[str, ...]:
    return _merged_tree(git, base, head)[1]


def _joined(git: Git, merge: Merge, parents: list[str]) -> str:
    tree, paths = _merged_tree(git, merge.base, merge.head)
    if paths:
        raise MergeConflict(merge.act, paths)
    return commit_tree(git, tree, parents, merge.message)


def _rebased(git: Git, merge: Merge) -> str:
    wanted = ("rev-list", "--reverse", "--topo-order", "--no-merges", "--cherry-pick")
    listed = git.text(*wanted, "--right-only", f"{merge.base}...{merge.head}").split()
    new = reduce(lambda onto, commit: _picked(git, merge.act, commit, onto), listed, merge.base)
    if new == merge.base:
        raise NotMergeable(merge.act, "its changes are on the base branch already")
    return new


def _picked(git: Git, act: str, commit: str, onto: str) -> str:
    """Apply one commit elsewhere: a merge whose common ancestor is that commit's parent.

    `merge-tree` finds the ancestor itself, so it is shown a stand-in: the tree of `onto` as a
    child of that parent. No work tree is needed that a crash could leave behind.
    """
    parent = git.text("rev-parse", f"{commit}^")
    stand_in = commit_tree(git, f"{onto}^{{tree}}", [parent], "stand-in")
    tree, paths = _merged_tree(git, stand_in, commit)
    if paths:
        raise MergeConflict(act, paths)
    if tree == git.text("rev-parse", f"{onto}^{{tree}}"):
        return onto
    message, author = _origin(git, commit)
    return commit_tree(git, tree, [onto], message, extra=author)


def _origin(git: Git, commit: str) -> tuple[str, Mapping[str, str]]:
    shown = git.run("log", "-1", "--date=raw", f"--format={AUTHOR}", commit)
    name, email, date, message = shown.decode(errors="replace").split("\0")
    author = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": f"@{date}"}
    return message, author


def _merged_tree(git: Git, ours: str, theirs: str) -> tuple[str, tuple[str, ...]]:
    arguments = ("merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", ours, theirs)
    answer = git.attempt(*arguments)
    if answer.code not in (CLEAN, CONFLICTS):
        raise CannotRunGit(arguments, answer.err or answer.text, answer.code)
    tree, *paths = answer.out.decode(errors="replace").split("\0")[:-1]
    return tree, tuple(sorted(set(paths)))
