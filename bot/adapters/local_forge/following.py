"""Catching up with Git: what was pushed, merged by hand or deleted since the last visit.

Git is the truth about branches. A merge that a crash cut short is told from Git as well: it was
written down before the branch moved, so it happened exactly where the branch has its commit.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.adapters.git import Git
from bot.adapters.local_forge.reading import HEADS, branch_head, is_ancestor, refs
from bot.adapters.local_forge.session import Session
from bot.ports.forge.pulls import PullRequest, State

PULLS = "refs/pull/"
NOBODY_KNOWS = ""


def catch_up(session: Session) -> None:
    _finish_merge(session)
    opened = [pull for pull in session.book.pulls.values() if pull.state is State.OPEN]
    if opened:
        _follow(session, opened)


def _finish_merge(session: Session) -> None:
    merging, session.book.merging = session.book.merging, None
    if merging is None:
        return
    pull = session.book.pulls[merging.number]
    head = branch_head(session.git, pull.base_branch)
    if head and is_ancestor(session.git, merging.new, head):
        then = replace(session, now=merging.at)
        done = merged(then, pull, merging.new, merging.by)
        session.book.pulls[pull.number] = replace(done, merge_method=merging.method)


def merged(session: Session, pull: PullRequest, sha: str, by: str) -> PullRequest:
    return replace(closed(session, pull, by), merged=True, merge_sha=sha)


def closed(session: Session, pull: PullRequest, by: str) -> PullRequest:
    now = session.now
    return replace(pull, state=State.CLOSED, closed_at=now, closed_by=by, updated_at=now)


def _follow(session: Session, opened: list[PullRequest]) -> None:
    here = refs(session.git, HEADS, PULLS)
    for pull in opened:
        head, base = head_of(session, pull, here), here.get(HEADS + pull.base_branch)
        if head and head != here.get(kept_ref(pull)):
            _keep(session, pull, head)
        if (head, base) != (pull.head_sha, pull.base_sha):
            session.book.pulls[pull.number] = _followed(session, pull, head, base)


def kept_ref(pull: PullRequest) -> str:
    return f"{PULLS}{pull.number}/head"


def head_of(session: Session, pull: PullRequest, here: Mapping[str, str]) -> str | None:
    if not pull.from_fork:
        return here.get(HEADS + pull.head_branch)
    return fork_head(session, pull.head_repository.partition("/")[0], pull.head_branch)


def fork_head(session: Session, owner: str, branch: str) -> str | None:
    fork = session.place.fork(owner)
    return branch_head(Git(fork), branch) if fork.is_dir() else None


def fetch_fork(session: Session, owner: str, branch: str, ref: str) -> None:
    source = str(session.place.fork(owner))
    session.git.run("fetch", "-q", "--no-tags", source, f"+{HEADS}{branch}:{ref}")


def _keep(session: Session, pull: PullRequest, head: str) -> None:
    """Hold the commits of a request even when its branch is deleted."""
    if pull.from_fork:
        owner = pull.head_repository.partition("/")[0]
        fetch_fork(session, owner, pull.head_branch, kept_ref(pull))
    else:
        session.git.run("update-ref", kept_ref(pull), head)


def _followed(
    session: Session, pull: PullRequest, head: str | None, base: str | None
) -> PullRequest:
    if base and is_ancestor(session.git, pull.head_sha, base):
        by_hand = _brought_by(session.git, pull, base)
        return merged(session, pull, by_hand, NOBODY_KNOWS)
    if head is None or base is None or is_ancestor(session.git, head, base):
        return closed(session, pull, NOBODY_KNOWS)
    pushed = head != pull.head_sha
    seen = session.now if pushed else pull.updated_at
    return replace(pull, head_sha=head, base_sha=base, updated_at=seen)


def _brought_by(git: Git, pull: PullRequest, base: str) -> str:
    """Find the commit of the base branch that brought the request in, its own last if none did."""
    line = git.text("rev-list", "--reverse", "--first-parent", base, f"^{pull.base_sha}").split()
    return next((sha for sha in line if is_ancestor(git, pull.head_sha, sha)), base)
