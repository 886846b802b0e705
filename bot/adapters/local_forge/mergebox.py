"""Merging a pull request: may it be, what would it be, and then at once or not at all.

The merge is made as objects first and written into the book before the branch moves. Whoever
comes after a crash finds it there and asks Git whether the branch took it.
"""

from bot.adapters.local_forge.book import Merging
from bot.adapters.local_forge.following import catch_up
from bot.adapters.local_forge.merging import Merge, make
from bot.adapters.local_forge.protection import missing_checks
from bot.adapters.local_forge.session import Session
from bot.adapters.local_forge.writing import move_branch
from bot.errors import MovedHead, NotMergeable
from bot.ports.forge.people import Permission
from bot.ports.forge.pulls import MergeMethod, PullRequest, State


def decide(
    session: Session,
    pull: PullRequest,
    method: MergeMethod,
    expected_head: str,
    words: tuple[str, str],
) -> Merging:
    act = f"merge pull request #{pull.number}"
    session.need(Permission.WRITE, act)
    _check_open(pull, act)
    if pull.head_sha != expected_head:
        raise MovedHead(act, pull.head_branch, expected_head, pull.head_sha)
    title, message = words
    text = "\n\n".join(part for part in (title or _title(pull, method), message) if part)
    new = make(session.git, method, Merge(act, pull.base_sha, pull.head_sha, text))
    _check_required(session, pull, act)
    return Merging(pull.number, method, new, session.actor, session.now)


def perform(session: Session, pull: PullRequest, merging: Merging) -> PullRequest:
    session.book.merging = merging
    session.save()
    move_branch(session.git, pull.base_branch, merging.new, pull.base_sha)
    catch_up(session)
    session.save()
    return session.book.pulls[pull.number]


def _check_open(pull: PullRequest, act: str) -> None:
    if pull.merged:
        raise NotMergeable(act, f"it was merged already, as {pull.merge_sha[:12]}")
    if pull.state is State.CLOSED:
        raise NotMergeable(act, "it is closed")
    if pull.draft:
        raise NotMergeable(act, "it is a draft")


def _check_required(session: Session, pull: PullRequest, act: str) -> None:
    missing = missing_checks(session, pull.base_branch, pull.head_sha)
    if missing:
        raise NotMergeable(act, f"these checks did not pass: {', '.join(missing)}", missing)


def _title(pull: PullRequest, method: MergeMethod) -> str:
    if method is MergeMethod.SQUASH:
        return f"{pull.title} (#{pull.number})"
    source = f"{pull.head_repository.partition('/')[0]}/{pull.head_branch}"
    return f"Merge pull request #{pull.number} from {source}\n\n{pull.title}"
