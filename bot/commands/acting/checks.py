"""A verdict on a commit: the check run with its annotations, and the status of the same name."""

from typing import Protocol

from bot.commands.acting.outcome import Outcome
from bot.effects.effect import Note, SetCheck
from bot.errors import Forbidden
from bot.ports.forge.checks import (
    Annotation,
    CheckReport,
    Checks,
    CheckStatus,
    Conclusion,
    NewStatus,
    Severity,
    StatusState,
)
from bot.ports.forge.people import People

LONGEST = 140  # characters that GitHub takes of a status
STATES = {Conclusion.SUCCESS: StatusState.SUCCESS, Conclusion.NEUTRAL: StatusState.SUCCESS}


class Judging(Checks, People, Protocol):
    """What setting a verdict asks of a forge."""


def strangers(forge: Judging, sha: str, name: str) -> tuple[str, ...]:
    """Name who else has set a check or status of this name."""
    apps = {run.app for run in forge.check_runs(sha, name)}
    creators = {status.creator for status in forge.statuses(sha) if status.context == name}
    return tuple(sorted((apps | creators) - {forge.identity().login}))


def set_check(forge: Judging, effect: SetCheck) -> Outcome:
    """Set both unless they say so already; the newest counts, whoever wrote it before.

    Where the credentials cannot make check runs, as a person's cannot, the status stands alone.
    """
    me = forge.identity().login
    _set_status(forge, me, effect)
    try:
        _set_run(forge, me, effect)
    except Forbidden as refused:
        return Outcome(sha=effect.sha, detail=f"no check run: {refused}")
    return Outcome(sha=effect.sha)


def _set_run(forge: Judging, me: str, effect: SetCheck) -> None:
    report = _report(effect)
    own = [run for run in forge.check_runs(effect.sha, effect.name) if run.app == me]
    if not own:
        forge.create_check_run(effect.sha, effect.name, report)
    elif _said(own[-1].report) != _said(report):
        forge.update_check_run(own[-1].id, report)


def _set_status(forge: Judging, me: str, effect: SetCheck) -> None:
    state = STATES.get(Conclusion(effect.conclusion), StatusState.FAILURE)
    new = NewStatus(effect.name, state, effect.title[:LONGEST])
    found = (one for one in forge.statuses(effect.sha) if one.context == effect.name)
    newest = next(found, None)
    if newest is None or (newest.creator, newest.state, newest.description) != (
        me,
        new.state,
        new.description,
    ):
        forge.set_status(effect.sha, new)


def _said(report: CheckReport) -> tuple[object, ...]:
    """Leave the summary out: the mark stands for what it says."""
    return report.status, report.conclusion, report.title, report.external_id


def _report(effect: SetCheck) -> CheckReport:
    return CheckReport(
        CheckStatus.COMPLETED,
        Conclusion(effect.conclusion),
        effect.title,
        effect.summary,
        tuple(map(_annotation, effect.notes)),
        f"{effect.mark.key} {effect.mark.digest}",
    )


def _annotation(note: Note) -> Annotation:
    severity = Severity(note.severity)
    return Annotation(note.path, note.start_line, note.end_line, severity, note.message, note.title)
