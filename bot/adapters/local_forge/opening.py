"""Opening a pull request, and opening it again: what must hold of its two branches."""

from dataclasses import replace

from bot.adapters.local_forge.following import PULLS, fetch_fork, fork_head, head_of
from bot.adapters.local_forge.reading import HEADS, branch_head, is_ancestor, merge_base, refs
from bot.adapters.local_forge.session import Session
from bot.adapters.local_forge.threads import check_body, check_title
from bot.errors import AlreadyExists, Invalid
from bot.ports.forge.pulls import NewPull, PullRequest, State


def new_pull(session: Session, new: NewPull) -> PullRequest:
    act = f"open a pull request from {new.head} to {new.base}"
    check_title(new.title, act)
    check_body(new.body, act)
    pull = _drafted(session, new)
    _check_branches(session, pull, act)
    _check_single(session, pull, act)
    session.book.new_number()
    return pull


def reopened(session: Session, pull: PullRequest, act: str) -> PullRequest:
    if pull.merged:
        raise Invalid(act, "it was merged")
    if pull.state is State.OPEN:
        return pull
    here = refs(session.git, HEADS)
    head, base = head_of(session, pull, here), here.get(HEADS + pull.base_branch)
    again = replace(
        pull,
        state=State.OPEN,
        head_sha=head or "",
        base_sha=base or "",
        closed_at=None,
        closed_by="",
    )
    _check_branches(session, again, act)
    _check_single(session, again, act)
    return again


def _drafted(session: Session, new: NewPull) -> PullRequest:
    here = session.book.repository.full_name
    owner, _, branch = new.head.rpartition(":")
    from_fork = bool(owner) and owner != here.partition("/")[0]
    number = session.book.next_number
    head = (
        _fetched(session, owner, branch, number) if from_fork else branch_head(session.git, branch)
    )
    return PullRequest(
        number=number,
        title=new.title,
        body=new.body,
        state=State.OPEN,
        draft=new.draft,
        author=session.actor,
        head_branch=branch,
        head_sha=head or "",
        head_repository=f"{owner}/{here.partition('/')[2]}" if from_fork else here,
        from_fork=from_fork,
        base_branch=new.base,
        base_sha=branch_head(session.git, new.base) or "",
        labels=(),
        created_at=session.now,
        updated_at=session.now,
    )


def _fetched(session: Session, owner: str, branch: str, number: int) -> str | None:
    head = fork_head(session, owner, branch)
    if head:
        fetch_fork(session, owner, branch, f"{PULLS}{number}/head")
    return head


def _check_branches(session: Session, pull: PullRequest, act: str) -> None:
    if not pull.base_sha:
        raise Invalid(act, f"there is no base branch {pull.base_branch}")
    if not pull.head_sha:
        raise Invalid(act, f"there is no head branch {pull.head_branch}")
    if merge_base(session.git, pull.base_sha, pull.head_sha) is None:
        raise Invalid(act, "the two branches have no history in common")
    if is_ancestor(session.git, pull.head_sha, pull.base_sha):
        raise Invalid(act, f"{pull.head_branch} has no commits that {pull.base_branch} lacks")


def _check_single(session: Session, pull: PullRequest, act: str) -> None:
    for other in session.book.pulls.values():
        if other.state is State.OPEN and _ends(other) == _ends(pull):
            raise AlreadyExists(act, f"#{other.number} is open for them", other.number)


def _ends(pull: PullRequest) -> tuple[str, str, str]:
    return pull.head_repository, pull.head_branch, pull.base_branch
