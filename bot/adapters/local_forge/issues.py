"""Issues and labels of the local forge."""

from collections.abc import Sequence
from dataclasses import replace

from bot.adapters.local_forge.desk import Desk
from bot.adapters.local_forge.session import Session
from bot.adapters.local_forge.threads import (
    check_body,
    check_title,
    find_issue,
    need_author,
    relabel,
)
from bot.errors import Invalid
from bot.ports.forge.issues import Issue, Label
from bot.ports.forge.people import Permission
from bot.ports.forge.pulls import State

MOST_PINNED = 3


class LocalIssues(Desk):
    def issue(self, number: int) -> Issue:
        with self._visit() as session:
            return find_issue(session, number, f"read issue #{number}")

    def issues(self, state: State | None = State.OPEN, label: str = "") -> Sequence[Issue]:
        with self._visit() as session:
            return [
                issue
                for issue in session.book.issues.values()
                if state in (None, issue.state) and (not label or label in issue.labels)
            ]

    def open_issue(self, title: str, body: str = "", labels: Sequence[str] = ()) -> Issue:
        with self._visit() as session:
            act = "open an issue"
            check_title(title, act)
            check_body(body, act)
            issue = _new(session, title, body)
            if labels:
                relabel(session, issue.number, act, lambda _: labels)
            return session.book.issues[issue.number]

    def update_issue(
        self, number: int, *, title: str | None = None, body: str | None = None
    ) -> Issue:
        with self._visit() as session:
            act = f"update issue #{number}"
            issue = _owned(session, number, act)
            title, body = (
                issue.title if title is None else title,
                issue.body if body is None else body,
            )
            check_title(title, act)
            check_body(body, act)
            return _put(session, replace(issue, title=title, body=body))

    def close_issue(self, number: int) -> Issue:
        with self._visit() as session:
            issue = _owned(session, number, f"close issue #{number}")
            if issue.state is State.CLOSED:
                return issue
            return _put(session, replace(issue, state=State.CLOSED, closed_at=session.now))

    def reopen_issue(self, number: int) -> Issue:
        with self._visit() as session:
            issue = _owned(session, number, f"reopen issue #{number}")
            return _put(session, replace(issue, state=State.OPEN, closed_at=None))

    def pin_issue(self, number: int) -> Issue:
        with self._visit() as session:
            act = f"pin issue #{number}"
            session.need(Permission.WRITE, act)
            issue = find_issue(session, number, act)
            pinned = [one for one in session.book.issues.values() if one.pinned]
            if issue not in pinned and len(pinned) >= MOST_PINNED:
                raise Invalid(act, f"{MOST_PINNED} issues are pinned already; unpin one")
            return _put(session, replace(issue, pinned=True))

    def unpin_issue(self, number: int) -> Issue:
        with self._visit() as session:
            act = f"unpin issue #{number}"
            session.need(Permission.WRITE, act)
            return _put(session, replace(find_issue(session, number, act), pinned=False))

    def labels(self) -> Sequence[Label]:
        with self._visit() as session:
            return [label for _, label in sorted(session.book.labels.items())]

    def ensure_label(self, label: Label) -> Label:
        with self._visit() as session:
            session.need(Permission.WRITE, f"make the label {label.name}")
            session.book.labels[label.name] = label
            return label

    def add_labels(self, number: int, names: Sequence[str]) -> Sequence[str]:
        with self._visit() as session:
            return relabel(session, number, f"label #{number}", lambda had: (*had, *names))

    def remove_label(self, number: int, name: str) -> Sequence[str]:
        with self._visit() as session:
            act = f"take a label off #{number}"
            return relabel(session, number, act, lambda had: [one for one in had if one != name])


def _new(session: Session, title: str, body: str) -> Issue:
    issue = Issue(
        number=session.book.new_number(),
        title=title,
        body=body,
        state=State.OPEN,
        author=session.actor,
        labels=(),
        pinned=False,
        created_at=session.now,
        updated_at=session.now,
    )
    return _put(session, issue)


def _owned(session: Session, number: int, act: str) -> Issue:
    issue = find_issue(session, number, act)
    need_author(session, issue.author, act)
    return issue


def _put(session: Session, issue: Issue) -> Issue:
    """Store it; only a change is an update."""
    if issue != session.book.issues.get(issue.number):
        session.book.issues[issue.number] = replace(issue, updated_at=session.now)
    return session.book.issues[issue.number]
