"""Check runs, commit statuses and required checks of the local forge."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.adapters.local_forge.desk import Desk
from bot.adapters.local_forge.protection import guard_pushes, keeps_history
from bot.adapters.local_forge.session import Session
from bot.adapters.verdicts import check_report
from bot.errors import Forbidden, Invalid, NotFound
from bot.ports.forge.checks import CheckReport, CheckRun, CheckStatus, NewStatus, Required, Status
from bot.ports.forge.people import Permission

LONGEST_DESCRIPTION = 140
KEEPING = ("deletion", "non_fast_forward")


class LocalChecks(Desk):
    def check_runs(self, sha: str, name: str = "") -> Sequence[CheckRun]:
        with self._visit() as session:
            session.need_commit(sha, "list check runs")
            runs = [run for run in session.book.checks.values() if run.head_sha == sha]
            return [run for run in runs if not name or run.name == name]

    def create_check_run(self, sha: str, name: str, report: CheckReport) -> CheckRun:
        with self._visit() as session:
            act = f"create the check run {name}"
            session.need(Permission.WRITE, act)
            session.need_commit(sha, act)
            check_report(report, act)
            done = _done(session, report)
            number = session.book.new_id()
            run = CheckRun(number, name, sha, session.actor, report, session.now, done)
            session.book.checks[run.id] = run
            return run

    def update_check_run(self, check_id: int, report: CheckReport) -> CheckRun:
        with self._visit() as session:
            act = f"update check run {check_id}"
            run = _owned_run(session, check_id, act)
            check_report(report, act)
            if report != run.report:
                done = _done(session, report)
                session.book.checks[check_id] = replace(run, report=report, completed_at=done)
            return session.book.checks[check_id]

    def statuses(self, sha: str) -> Sequence[Status]:
        with self._visit() as session:
            session.need_commit(sha, "list statuses")
            found = [one for one in session.book.statuses.values() if one.sha == sha]
            return sorted(found, key=lambda one: -one.id)

    def set_status(self, sha: str, new: NewStatus) -> Status:
        with self._visit() as session:
            act = f"set the status {new.context}"
            session.need(Permission.WRITE, act)
            session.need_commit(sha, act)
            if len(new.description) > LONGEST_DESCRIPTION:
                raise Invalid(act, f"its description is over {LONGEST_DESCRIPTION} characters long")
            status = _status(session, sha, new)
            session.book.statuses[status.id] = status
            return status

    def required_checks(self, branch: str) -> Sequence[Required]:
        with self._visit() as session:
            return session.book.required.get(branch, ())

    def require_checks(self, branch: str, checks: Sequence[Required]) -> None:
        with self._visit() as session:
            session.need(Permission.ADMIN, f"protect {branch}")
            session.book.required.pop(branch, None)
            if checks:
                ordered = sorted(set(checks), key=lambda one: one.name)
                session.book.required[branch] = tuple(ordered)
            guard_pushes(session)

    def keep_history(self, branch: str) -> None:
        with self._visit() as session:
            session.need(Permission.ADMIN, f"keep the history of {branch}")
            session.book.keeping.add(branch)
            guard_pushes(session)

    def rules_of(self, branch: str) -> Sequence[str]:
        with self._visit() as session:
            required = ["required_status_checks"] if branch in session.book.required else []
            return [*(KEEPING if keeps_history(session, branch) else ()), *required]


def _owned_run(session: Session, check_id: int, act: str) -> CheckRun:
    run = session.book.checks.get(check_id)
    if run is None:
        raise NotFound(act, "there is no such check run")
    session.need(Permission.WRITE, act)
    if run.app != session.actor:
        raise Forbidden(act, f"{run.app} made it and only {run.app} may change it", run.app)
    return run


def _done(session: Session, report: CheckReport) -> datetime | None:
    return session.now if report.status is CheckStatus.COMPLETED else None


def _status(session: Session, sha: str, new: NewStatus) -> Status:
    return Status(
        id=session.book.new_id(),
        sha=sha,
        context=new.context,
        state=new.state,
        description=new.description,
        target_url=new.target_url,
        creator=session.actor,
        created_at=session.now,
    )
