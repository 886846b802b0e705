"""How the default branch came to say what it says: its own line of commits, and their merges."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.commands.enforcing.kills import PATH, Entry, entries_of
from bot.errors import NotFound
from bot.ports.forge import Forge
from bot.ports.forge.contents import Commit
from bot.ports.forge.pulls import PullFilter, PullRequest, State

# As many commits as GitHub lists of one pull request, which a rebase puts on the line one by one.
LOOK_BACK = 250


def newest(forge: Forge, branch_head: str, after: str) -> str:
    """Give what was pushed where the forge does not show it yet, else where the branch stands."""
    if not after or after == branch_head:
        return branch_head
    try:
        is_ahead = forge.compare(branch_head, after).behind_by == 0
    except NotFound:
        return branch_head
    return after if is_ahead else branch_head


def listed_at(forge: Forge, sha: str) -> tuple[Entry, ...] | None:
    """List the kills of a commit; None where there is no such commit any more."""
    try:
        forge.commit(sha)
    except NotFound:
        return None
    return entries_of(forge.read_file(PATH, sha))


def brought_by(forge: Forge, head: str, wanted: Collection[Entry]) -> Mapping[Entry, Commit]:
    """Name for each entry the commit since which the branch has it, as far as one looks back.

    Only first parents count: what a branch said before it was merged ruled nobody.
    """
    found: dict[Entry, Commit] = {}
    left = set(wanted)
    for commit in _line(forge, head) if left else ():
        left &= set(entries_of(forge.read_file(PATH, commit.sha)))
        if not left:
            break
        found.update(dict.fromkeys(left, commit))
    return {one: found[one] for one in wanted if one in found}


def merged_as(forge: Forge, branch: str, head: str, before: str) -> Sequence[PullRequest]:
    """Give the merged pull requests of which the push is made; none where it holds anything else.

    Without a `before` only the newest commit is asked about.
    """
    closed = forge.pulls(PullFilter(state=State.CLOSED, base_branch=branch))
    merges = {pull.merge_sha: pull for pull in closed if pull.merged}
    found: list[PullRequest] = []
    covered = 0
    for commit in _line(forge, head):
        if commit.sha == before or (found and not before):
            return found
        pull = merges.get(commit.sha)
        if pull is not None:
            found.append(pull)
            covered = _commits_on_line(forge, pull, commit)
        if covered == 0:
            break
        covered -= 1
    return ()


def _commits_on_line(forge: Forge, pull: PullRequest, tip: Commit) -> int:
    """Count what a merge may have put there: of a rebase each of its commits."""
    return 1 if len(tip.parents) > 1 else len(forge.pull_commits(pull.number))


def _line(forge: Forge, head: str) -> Iterator[Commit]:
    sha = head
    for _ in range(LOOK_BACK):
        commit = forge.commit(sha)
        yield commit
        if not commit.parents:
            return
        sha = commit.parents[0]
