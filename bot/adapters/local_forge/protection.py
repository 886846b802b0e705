"""Branches that nothing reaches before its checks have passed, by merge or by push."""

from collections.abc import Iterable

from bot.adapters.files import write_whole
from bot.adapters.local_forge.session import Session, app_number
from bot.errors import Forbidden, Invalid
from bot.ports.forge.checks import (
    CheckRun,
    CheckStatus,
    Conclusion,
    Required,
    Status,
    StatusState,
)

PASSING = frozenset({Conclusion.SUCCESS, Conclusion.NEUTRAL, Conclusion.SKIPPED})
HOOK = b"""#!/bin/sh
if grep -qxF "$1" "$GIT_DIR/protected" 2>/dev/null; then
  echo "$1 takes pull requests only: it has required checks" >&2
  exit 1
fi
if grep -qxF "$1" "$GIT_DIR/keeping" 2>/dev/null; then
  case $2 in *[!0]*) git merge-base --is-ancestor "$2" "$3" 2>/dev/null || {
    echo "$1 keeps its history" >&2; exit 1; } ;; esac
fi
"""


def missing_checks(session: Session, branch: str, sha: str) -> list[str]:
    wanted = session.book.required.get(branch, ())
    return [one.name for one in wanted if not _passes(session, one, sha)]


def _passes(session: Session, wanted: Required, sha: str) -> bool:
    """Ask the newest word of each app and of the status; all whose word counts must agree."""
    runs = newest_runs(run for run in session.book.checks.values() if run.head_sha == sha)
    statuses = newest_statuses(one for one in session.book.statuses.values() if one.sha == sha)
    said = [(run.app, run.name, _run_passes(run)) for run in runs]
    said += [(one.creator, one.context, one.state is StatusState.SUCCESS) for one in statuses]
    words = [word for by, name, word in said if name == wanted.name and _counts(wanted, by)]
    return bool(words) and all(words)


def _counts(wanted: Required, login: str) -> bool:
    return wanted.app_id in (None, app_number(login))


def _run_passes(run: CheckRun) -> bool:
    return run.report.status is CheckStatus.COMPLETED and run.report.conclusion in PASSING


def newest_runs(runs: Iterable[CheckRun]) -> tuple[CheckRun, ...]:
    newest = {(run.name, run.app): run for run in sorted(runs, key=lambda run: run.id)}
    return tuple(sorted(newest.values(), key=lambda run: run.id))


def newest_statuses(statuses: Iterable[Status]) -> tuple[Status, ...]:
    newest = {one.context: one for one in sorted(statuses, key=lambda one: one.id)}
    return tuple(sorted(newest.values(), key=lambda one: one.id))


def check_push(session: Session, branch: str, sha: str, act: str) -> None:
    missing = missing_checks(session, branch, sha)
    if missing:
        reason = f"{branch} requires {', '.join(missing)}, which did not pass; open a pull request"
        raise Forbidden(act, reason, needed=", ".join(missing))


def check_removal(session: Session, branch: str, act: str) -> None:
    if branch == session.book.repository.default_branch:
        raise Invalid(act, f"{branch} is the default branch")
    if keeps_history(session, branch):
        raise Forbidden(act, f"{branch} is protected")


def keeps_history(session: Session, branch: str) -> bool:
    return branch in session.book.keeping or bool(session.book.required.get(branch))


def guard_pushes(session: Session) -> None:
    """Tell the hook of the repository, which sees pushes by plain git, what is protected."""
    required = [name for name, checks in session.book.required.items() if checks]
    _list(session, "protected", required)
    _list(session, "keeping", session.book.keeping)


def _list(session: Session, name: str, branches: Iterable[str]) -> None:
    listed = "".join(f"refs/heads/{branch}\n" for branch in sorted(branches))
    file = session.place.repository / name
    if (file.read_text() if file.exists() else "") != listed:
        write_whole(file, listed.encode())
