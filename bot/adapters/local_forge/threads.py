"""What issues and pull requests share: numbers, authors, texts, labels."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.adapters.local_forge.session import Session
from bot.errors import Invalid, NotFound
from bot.ports.forge.issues import Issue, Label
from bot.ports.forge.people import Permission
from bot.ports.forge.pulls import PullRequest

LONGEST_BODY = 65_536
LONGEST_TITLE = 256
PLAIN = "ededed"


def find_pull(session: Session, number: int, act: str) -> PullRequest:
    try:
        return session.book.pulls[number]
    except KeyError:
        raise NotFound(act, f"there is no pull request #{number}") from None


def find_issue(session: Session, number: int, act: str) -> Issue:
    try:
        return session.book.issues[number]
    except KeyError:
        raise NotFound(act, f"there is no issue #{number}") from None


def find_thread(session: Session, number: int, act: str) -> PullRequest | Issue:
    found = session.book.pulls.get(number) or session.book.issues.get(number)
    if found is None:
        raise NotFound(act, f"there is no issue or pull request #{number}")
    return found


def put(session: Session, thread: PullRequest | Issue) -> None:
    if isinstance(thread, PullRequest):
        session.book.pulls[thread.number] = thread
    else:
        session.book.issues[thread.number] = thread


def touch(session: Session, number: int, act: str) -> None:
    put(session, replace(find_thread(session, number, act), updated_at=session.now))


def need_author(session: Session, author: str, act: str) -> None:
    if session.actor != author:
        session.need(Permission.WRITE, act)


def check_title(title: str, act: str) -> None:
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise Invalid(act, f"a title has 1 to {LONGEST_TITLE} characters, this one {len(title)}")


def check_body(body: str, act: str) -> None:
    if len(body) > LONGEST_BODY:
        raise Invalid(act, f"a body has at most {LONGEST_BODY} characters, this one {len(body)}")


def relabel(
    session: Session, number: int, act: str, change: Callable[[tuple[str, ...]], Sequence[str]]
) -> tuple[str, ...]:
    session.need(Permission.TRIAGE, act)
    thread = find_thread(session, number, act)
    labels = tuple(sorted(set(change(thread.labels))))
    for name in labels:
        session.book.labels.setdefault(name, Label(name, PLAIN))
    if labels != thread.labels:
        put(session, replace(thread, labels=labels, updated_at=session.now))
    return labels
