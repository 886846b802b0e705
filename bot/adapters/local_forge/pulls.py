"""Pull requests of the local forge."""

from collections.abc import Sequence
from dataclasses import replace

from bot.adapters.local_forge.contents import added_commits
from bot.adapters.local_forge.desk import Desk
from bot.adapters.local_forge.following import catch_up, closed
from bot.adapters.local_forge.mergebox import decide, perform
from bot.adapters.local_forge.merging import conflicts
from bot.adapters.local_forge.opening import new_pull, reopened
from bot.adapters.local_forge.reading import changed_files, diff, merge_base
from bot.adapters.local_forge.session import Session
from bot.adapters.local_forge.threads import check_body, check_title, find_pull, need_author
from bot.ports.forge.contents import ChangedFile, Commit
from bot.ports.forge.pulls import (
    OPEN_PULLS,
    MergeMethod,
    NewPull,
    PullFilter,
    PullRequest,
    State,
)


class LocalPulls(Desk):
    def pull(self, number: int) -> PullRequest:
        with self._visit() as session:
            return _judged(session, find_pull(session, number, f"read pull request #{number}"))

    def pulls(self, wanted: PullFilter = OPEN_PULLS) -> Sequence[PullRequest]:
        with self._visit() as session:
            return [pull for pull in session.book.pulls.values() if _is_wanted(pull, wanted)]

    def open_pull(self, new: NewPull) -> PullRequest:
        with self._visit() as session:
            pull = new_pull(session, new)
            session.book.pulls[pull.number] = pull
            catch_up(session)
            return pull

    def update_pull(
        self, number: int, *, title: str | None = None, body: str | None = None
    ) -> PullRequest:
        with self._visit() as session:
            act = f"update pull request #{number}"
            pull = _owned(session, number, act)
            title, body = (
                pull.title if title is None else title,
                pull.body if body is None else body,
            )
            check_title(title, act)
            check_body(body, act)
            return _put(session, replace(pull, title=title, body=body))

    def close_pull(self, number: int) -> PullRequest:
        with self._visit() as session:
            pull = _owned(session, number, f"close pull request #{number}")
            if pull.state is State.CLOSED:
                return pull
            return _put(session, closed(session, pull, session.actor))

    def reopen_pull(self, number: int) -> PullRequest:
        with self._visit() as session:
            act = f"reopen pull request #{number}"
            return _put(session, reopened(session, _owned(session, number, act), act))

    def pull_files(self, number: int) -> Sequence[ChangedFile]:
        with self._visit() as session:
            return changed_files(session.git, *_span(session, number))

    def pull_diff(self, number: int) -> str:
        with self._visit() as session:
            return diff(session.git, *_span(session, number))

    def pull_commits(self, number: int) -> Sequence[Commit]:
        with self._visit() as session:
            pull = find_pull(session, number, f"read pull request #{number}")
            return added_commits(session, pull.base_sha, pull.head_sha)

    def merge_pull(
        self,
        number: int,
        method: MergeMethod,
        expected_head: str,
        *,
        title: str = "",
        message: str = "",
    ) -> PullRequest:
        with self._visit() as session:
            pull = find_pull(session, number, f"merge pull request #{number}")
            merging = decide(session, pull, method, expected_head, (title, message))
            return perform(session, pull, merging)


def _is_wanted(pull: PullRequest, wanted: PullFilter) -> bool:
    return (
        wanted.state in (None, pull.state)
        and wanted.head_branch in (None, "" if pull.from_fork else pull.head_branch)
        and wanted.base_branch in (None, pull.base_branch)
    )


def _judged(session: Session, pull: PullRequest) -> PullRequest:
    if pull.state is State.CLOSED:
        return pull
    related = merge_base(session.git, pull.base_sha, pull.head_sha) is not None
    clean = related and not conflicts(session.git, pull.base_sha, pull.head_sha)
    return replace(pull, mergeable=clean)


def _owned(session: Session, number: int, act: str) -> PullRequest:
    pull = find_pull(session, number, act)
    need_author(session, pull.author, act)
    return pull


def _put(session: Session, pull: PullRequest) -> PullRequest:
    """Store it; only a change is an update."""
    if pull != session.book.pulls[pull.number]:
        session.book.pulls[pull.number] = replace(pull, updated_at=session.now)
    return session.book.pulls[pull.number]


def _span(session: Session, number: int) -> tuple[str, str]:
    pull = find_pull(session, number, f"read pull request #{number}")
    parted = merge_base(session.git, pull.base_sha, pull.head_sha)
    return parted or pull.base_sha, pull.head_sha
