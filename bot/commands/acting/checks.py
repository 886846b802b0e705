"""A verdict on a commit: the check run, and the commit status of the same name beside it."""

from bot.commands.acting.outcome import Outcome
from bot.effects.effect import Note, SetCheck
from bot.errors import Forbidden
from bot.ports.forge import Forge
from bot.ports.forge.checks import (
    Annotation,
    CheckReport,
    CheckStatus,
    Conclusion,
    NewStatus,
    Severity,
    StatusState,
)

STATES = {Conclusion.SUCCESS: StatusState.SUCCESS, Conclusion.NEUTRAL: StatusState.SUCCESS}
LONGEST = 140  # characters that GitHub takes of a status


def set_check(forge: Forge, effect: SetCheck) -> Outcome:
    """Set both; where the credentials cannot make check runs the status stands alone."""
    conclusion = Conclusion(effect.conclusion)
    state = STATES.get(conclusion, StatusState.FAILURE)
    forge.set_status(effect.sha, NewStatus(effect.name, state, effect.title[:LONGEST]))
    try:
        _run(forge, effect, conclusion)
    except Forbidden as refused:
        return Outcome(sha=effect.sha, detail=f"no check run: {refused}")
    return Outcome(sha=effect.sha)


def _run(forge: Forge, effect: SetCheck, conclusion: Conclusion) -> None:
    report = CheckReport(
        CheckStatus.COMPLETED,
        conclusion,
        effect.title,
        effect.summary,
        tuple(map(_annotation, effect.notes)),
        f"{effect.mark.key} {effect.mark.digest}",
    )
    known = [one for one in forge.check_runs(effect.sha, effect.name) if _is_of(one.report, effect)]
    if known:
        forge.update_check_run(known[-1].id, report)
    else:
        forge.create_check_run(effect.sha, effect.name, report)


def _is_of(report: CheckReport, effect: SetCheck) -> bool:
    return report.external_id.partition(" ")[0] == effect.mark.key


def _annotation(note: Note) -> Annotation:
    severity = Severity(note.severity)
    return Annotation(note.path, note.start_line, note.end_line, severity, note.message, note.title)
