"""The verdict set on its commit: a check run with annotations, and a status of the same name."""

from collections.abc import Sequence

from bot.effects.merge_check import NAME, MergeCheck, Note
from bot.ports.forge import Forge
from bot.ports.forge.checks import (
    Annotation,
    CheckReport,
    CheckRun,
    CheckStatus,
    Conclusion,
    NewStatus,
    Severity,
    StatusState,
)


def strangers(forge: Forge, sha: str) -> tuple[str, ...]:
    """Name who else has set a check or status of the gate's name."""
    me = forge.identity().login
    apps = {run.app for run in forge.check_runs(sha, NAME)}
    creators = {status.creator for status in forge.statuses(sha) if status.context == NAME}
    return tuple(sorted((apps | creators) - {me}))


def publish(forge: Forge, sha: str, check: MergeCheck) -> bool:
    """Set what differs from what stands; False where all stood already."""
    changed = _set_run(forge, sha, _report(check))
    return _set_status(forge, sha, _status(check)) or changed


def _set_run(forge: Forge, sha: str, report: CheckReport) -> bool:
    me = forge.identity().login
    own = [run for run in forge.check_runs(sha, NAME) if run.app == me]
    newest = own[-1] if own else None
    if newest is None:
        forge.create_check_run(sha, NAME, report)
    elif _says(newest) != _said(report):
        forge.update_check_run(newest.id, report)
    return newest is None or _says(newest) != _said(report)


def _set_status(forge: Forge, sha: str, new: NewStatus) -> bool:
    me = forge.identity().login
    newest = next((one for one in forge.statuses(sha) if one.context == NAME), None)
    if newest and (newest.creator, newest.state, newest.description) == (
        me,
        new.state,
        new.description,
    ):
        return False
    forge.set_status(sha, new)
    return True


def _says(run: CheckRun) -> tuple[object, ...]:
    return _said(run.report)


def _said(report: CheckReport) -> tuple[object, ...]:
    """Leave the summary out: it names the base, and a base that moves on changes no verdict."""
    return report.status, report.conclusion, report.title, report.external_id


def _report(check: MergeCheck) -> CheckReport:
    return CheckReport(
        status=CheckStatus.COMPLETED,
        conclusion=Conclusion.SUCCESS if check.approved else Conclusion.FAILURE,
        title=check.title,
        summary=check.summary,
        annotations=_annotations(check.notes),
        external_id=check.digest,
    )


def _annotations(notes: Sequence[Note]) -> tuple[Annotation, ...]:
    return tuple(
        Annotation(
            note.path,
            note.line,
            note.line,
            Severity.FAILURE if note.blocks else Severity.WARNING,
            note.message,
            "Blocks the merge" if note.blocks else "Raises risk",
        )
        for note in notes
    )


def _status(check: MergeCheck) -> NewStatus:
    state = StatusState.SUCCESS if check.approved else StatusState.FAILURE
    return NewStatus(NAME, state, check.description)
