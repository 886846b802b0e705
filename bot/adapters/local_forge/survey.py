"""The local forge at one look."""

from collections.abc import Sequence
from dataclasses import replace

from bot.adapters.local_forge.desk import Desk
from bot.adapters.local_forge.protection import newest_runs, newest_statuses
from bot.adapters.local_forge.reading import changed_paths, merge_base
from bot.adapters.local_forge.session import Session
from bot.ports.forge.checks import CheckRun
from bot.ports.forge.pulls import PullRequest, State
from bot.ports.forge.survey import Surveyed


class LocalSurvey(Desk):
    def survey(self) -> Sequence[Surveyed]:
        with self._visit() as session:
            pulls = session.book.pulls.values()
            return [_surveyed(session, pull) for pull in pulls if pull.state is State.OPEN]

    def ended(self, branches: Sequence[str]) -> Sequence[PullRequest]:
        with self._visit() as session:
            found = (one for one in session.book.pulls.values() if one.head_branch in branches)
            return [
                _ended(one) for one in found if one.state is not State.OPEN and not one.from_fork
            ]


def _surveyed(session: Session, pull: PullRequest) -> Surveyed:
    book, sha = session.book, pull.head_sha
    parted = merge_base(session.git, pull.base_sha, sha) or pull.base_sha
    said = (one for one in book.comments.values() if one.number == pull.number)
    runs = newest_runs(run for run in book.checks.values() if run.head_sha == sha)
    statuses = newest_statuses(one for one in book.statuses.values() if one.sha == sha)
    return Surveyed(
        pull=pull,
        paths=changed_paths(session.git, parted, sha),
        comments=tuple(one for one in said if one.author == session.actor),
        checks=tuple(_bare(run) for run in runs),
        statuses=tuple(replace(one, id=0) for one in statuses),
    )


def _ended(pull: PullRequest) -> PullRequest:
    return pull if pull.merged else replace(pull, closed_by="")


def _bare(run: CheckRun) -> CheckRun:
    return replace(run, report=replace(run.report, annotations=()))
