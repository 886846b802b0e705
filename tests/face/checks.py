"""Check runs, statuses and protection at the face."""

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
from tests.face.ask import Ask, Refusal, Reply, answers, paged

REPO = "/repos/{owner}/{repo}"
RUN = REPO + "/check-runs/{check_run_id}"
BRANCH = REPO + "/branches/{branch}"
REQUIRED = BRANCH + "/protection/required_status_checks"
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
    new = NewStatus(
        context=ask.body.get("context", "default"),
        state=StatusState(ask.body["state"]),
        description=ask.body.get("description") or "",
        target_url=ask.body.get("target_url") or "",
    )
    return Reply(201, shapes.status(ask.forge.set_status(ask.path["sha"], new)))


@answers("GET", BRANCH)
def branch(ask: Ask) -> Reply:
    name = ask.path["branch"]
    sha, required = ask.forge.branch_head(name), list(ask.forge.required_checks(name))
    if sha is None:
        raise Refusal(404, "Branch not found")
    checks = {"contexts": required, "checks": _checks(required)}
    commit = shapes.commit(ask.forge.commit(sha))
    protection = {"enabled": bool(required), "required_status_checks": checks}
    whole = {"name": name, "commit": commit, "protection": protection, "protected": bool(required)}
    return Reply(200, whole)


@answers("GET", REPO + "/rules/branches/{branch}")
def rules(ask: Ask) -> Reply:
    """Show what the rulesets of the repository ask: here they ask nothing."""
    return Reply(200, ask.memory.rules)


@answers("GET", BRANCH + "/protection")
def protection(ask: Ask) -> Reply:
    _need_admin(ask)
    required = list(ask.forge.required_checks(ask.path["branch"]))
    if not required:
        raise Refusal(404, "Branch not protected")
    checks = {"contexts": required, "checks": _checks(required)}
    return Reply(200, {"required_status_checks": checks})


@answers("PUT", BRANCH + "/protection")
def protect(ask: Ask) -> Reply:
    checks = ask.body["required_status_checks"] or {"contexts": []}
    _require(ask, checks["contexts"])
    return Reply(200, {})


@answers("PATCH", REQUIRED)
def change_required(ask: Ask) -> Reply:
    _require(ask, ask.body["contexts"])
    required = list(ask.forge.required_checks(ask.path["branch"]))
    return Reply(200, {"contexts": required, "checks": _checks(required)})


@answers("DELETE", REQUIRED)
def lift_required(ask: Ask) -> Reply:
    _require(ask, [])
    return Reply(204)


def _require(ask: Ask, names: list[str]) -> None:
    _need_admin(ask)
    ask.forge.require_checks(ask.path["branch"], names)


def _need_admin(ask: Ask) -> None:
    """Hide, as GitHub does, what only who administers may see."""
    if not ask.may(Permission.ADMIN):
        bot = ask.login.endswith(shapes.BOT)
        raise Refusal(403 if bot else 404, "Resource not accessible by integration")


def _checks(names: list[str]) -> list[shapes.Json]:
    return [{"context": name, "app_id": None} for name in names]
