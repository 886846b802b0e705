"""Check runs and commit statuses on GitHub."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.adapters.github import decode
from bot.adapters.github.call import Answer, Call
from bot.adapters.github.desk import Desk
from bot.adapters.verdicts import check_report
from bot.errors import Invalid, NotFound
from bot.ports.forge.checks import Annotation, CheckReport, CheckRun, NewStatus, Status

AT_ONCE = 50  # annotations that GitHub takes in one call


class GitHubChecks(Desk):
    def check_runs(self, sha: str, name: str = "") -> Sequence[CheckRun]:
        act, path = "list check runs", self._at("commits", sha, "check-runs")
        query = {"filter": "all"} | ({"check_name": name} if name else {})
        found = self._wire.listed(act, path, _counted, "check_runs", **query)
        return sorted((self._noted(*one) for one in found), key=lambda run: run.id)

    def create_check_run(self, sha: str, name: str, report: CheckReport) -> CheckRun:
        act = f"create the check run {name}"
        check_report(report, act)
        first, *others = _batches(report.annotations)
        body = {"name": name, "head_sha": sha, **_said(report, first, name)}
        made = self._of_commit(Call(act, "POST", self._at("check-runs"), body=body))
        for batch in others:
            made = self._patched_run(act, made.read(_id), _said(report, batch, name))
        return made.read(lambda data: decode.check_run(data, report.annotations))

    def update_check_run(self, check_id: int, report: CheckReport) -> CheckRun:
        """Replace what it says; as annotations only ever add up, a new run may have to."""
        act = f"update check run {check_id}"
        check_report(report, act)
        old = self._noted(*self._wire.get(act, self._at("check-runs", check_id)).read(_counted))
        kept = len(old.report.annotations)
        if report.annotations[:kept] != old.report.annotations:
            return self.create_check_run(old.head_sha, old.name, report)
        for batch in _batches(report.annotations[kept:]):
            done = self._patched_run(act, check_id, _said(report, batch, old.name))
        return done.read(lambda data: decode.check_run(data, report.annotations))

    def statuses(self, sha: str) -> Sequence[Status]:
        path = self._at("commits", sha, "statuses")
        return self._wire.listed("list statuses", path, lambda data: decode.status(data, sha))

    def set_status(self, sha: str, new: NewStatus) -> Status:
        body = {"context": new.context, "state": new.state.value, "description": new.description}
        body |= {"target_url": new.target_url} if new.target_url else {}
        call = Call(f"set the status {new.context}", "POST", self._at("statuses", sha), body=body)
        return self._of_commit(call).read(lambda data: decode.status(data, sha))

    def _noted(self, run: CheckRun, count: int) -> CheckRun:
        """Add the annotations, which GitHub lists apart."""
        if not count:
            return run
        path = self._at("check-runs", run.id, "annotations")
        noted = self._wire.listed("read annotations", path, decode.annotation)
        return replace(run, report=replace(run.report, annotations=tuple(noted)))

    def _patched_run(self, act: str, check_id: int, said: dict[str, Any]) -> Answer:
        return self._wire.ask(Call(act, "PATCH", self._at("check-runs", check_id), body=said))

    def _of_commit(self, call: Call) -> Answer:
        """Ask for what names a commit; GitHub calls a missing one invalid."""
        try:
            return self._wire.ask(call)
        except Invalid as refused:
            if "no commit found" in refused.reason.lower():
                raise NotFound(call.act, refused.reason) from None
            raise


def _batches(annotations: Sequence[Annotation]) -> Iterator[Sequence[Annotation]]:
    """Yield at least one, so that the words go out where there are no annotations."""
    for start in range(0, max(1, len(annotations)), AT_ONCE):
        yield annotations[start : start + AT_ONCE]


def _said(report: CheckReport, batch: Sequence[Annotation], name: str) -> dict[str, Any]:
    said: dict[str, Any] = {"status": report.status.value, "external_id": report.external_id}
    if report.conclusion:
        said["conclusion"] = report.conclusion.value
    if report.title or report.summary or batch:
        words = {"title": report.title or name, "summary": report.summary}
        said["output"] = {**words, "annotations": [_annotation(one) for one in batch]}
    return said


def _annotation(one: Annotation) -> dict[str, Any]:
    given = {
        "path": one.path,
        "start_line": one.start_line,
        "end_line": one.end_line,
        "annotation_level": one.severity.value,
        "message": one.message,
    }
    return given | ({"title": one.title} if one.title else {})


def _counted(data: dict[str, Any]) -> tuple[CheckRun, int]:
    return decode.check_run(data), data["output"]["annotations_count"]


def _id(data: dict[str, Any]) -> int:
    return int(data["id"])
