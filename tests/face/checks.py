"""Check runs and statuses at the face."""

from dataclasses import replace
from typing import Any

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
from bot.ports.forge.people import Permission
from tests.face import shapes
from tests.face.ask import Ask, Refusal, Reply, answers, need_commit, need_right, paged

REPO = "/repos/{owner}/{repo}"
RUN = REPO + "/check-runs/{check_run_id}"
MOST_ANNOTATIONS = 50


@answers("GET", REPO + "/commits/{ref}/check-runs")
def check_runs(ask: Ask) -> Reply:
    runs = ask.forge.check_runs(ask.path["ref"], ask.query.get("check_name", ""))
    if ask.query.get("filter", "latest") == "latest":
        runs = list({(run.name, run.app): run for run in runs}.values())
    shown = [shapes.check_run(run) for run in reversed(runs)]
    return paged(shown, "check_runs", total_count=len(runs))


@answers("POST", REPO + "/check-runs")
def create_check_run(ask: Ask) -> Reply:
    if ask.may(Permission.WRITE) and not ask.login.endswith(shapes.BOT):
        raise Refusal(403, "You must authenticate via a GitHub App.")
    need_right(ask, "checks")
    need_commit(ask, ask.body["head_sha"])
    report = _report(ask.body, CheckReport(CheckStatus.QUEUED))
    made = ask.forge.create_check_run(ask.body["head_sha"], ask.body["name"], report)
    return Reply(201, shapes.check_run(made))


@answers("GET", RUN)
def check_run(ask: Ask) -> Reply:
    return Reply(200, shapes.check_run(_run(ask)))


@answers("PATCH", RUN)
def update_check_run(ask: Ask) -> Reply:
    report = _report(ask.body, _run(ask).report)
    return Reply(200, shapes.check_run(ask.forge.update_check_run(ask.number, report)))


@answers("GET", RUN + "/annotations")
def annotations(ask: Ask) -> Reply:
    return paged([shapes.annotation(one) for one in _run(ask).report.annotations])


def _run(ask: Ask) -> CheckRun:
    with ask.forge._visit() as session:
        run = session.book.checks.get(ask.number)
    if run is None:
        raise Refusal(404, "Not Found")
    return run


def _report(body: dict[str, Any], old: CheckReport) -> CheckReport:
    """Give what a run says after a request: annotations are only ever added."""
    conclusion = body.get("conclusion")
    status = "completed" if conclusion else body.get("status", old.status.value)
    output = body.get("output", {"title": old.title, "summary": old.summary})
    added = tuple(_annotation(one) for one in output.get("annotations", []))
    if len(added) > MOST_ANNOTATIONS or not {"title", "summary"} <= output.keys():
        raise Refusal(422, "Invalid request.")
    return replace(
        old,
        status=CheckStatus(status),
        conclusion=Conclusion(conclusion) if conclusion else None,
        title=output["title"],
        summary=output["summary"],
        annotations=old.annotations + added,
        external_id=body.get("external_id", old.external_id),
    )


def _annotation(given: dict[str, Any]) -> Annotation:
    return Annotation(
        given["path"],
        given["start_line"],
        given["end_line"],
        Severity(given["annotation_level"]),
        given["message"],
        given.get("title", ""),
    )


@answers("GET", REPO + "/commits/{ref}/statuses")
def statuses(ask: Ask) -> Reply:
    return paged([shapes.status(one) for one in ask.forge.statuses(ask.path["ref"])])


@answers("POST", REPO + "/statuses/{sha}")
def set_status(ask: Ask) -> Reply:
    need_right(ask, "statuses")
    need_commit(ask, ask.path["sha"])
    new = NewStatus(
        context=ask.body.get("context", "default"),
        state=StatusState(ask.body["state"]),
        description=ask.body.get("description") or "",
        target_url=ask.body.get("target_url") or "",
    )
    return Reply(201, shapes.status(ask.forge.set_status(ask.path["sha"], new)))
