"""governor forensics: what the worst trades have in common, and who trades like a stopped agent."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.commands.forensic_files import Files, files_of
from bot.commands.forensic_tables import tables
from bot.commands.scheduled import Job, job
from bot.decisions.forensics import examine
from bot.decisions.lookalikes import likest, lookalikes
from bot.decisions.past_regime import regime_at
from bot.decisions.reporting.forensic_rows import lookalike_row, tested_row, worst_trade
from bot.policy.policy import Policy
from bot.ports.output import Output
from bot.ports.store import Message, Store
from bot.state.documents import load
from bot.state.put import PutDocument
from bot.state.report.forensics import FORENSICS, ForensicReport
from bot.state.tree import Operation, Tree
from bot.stats.forensics import Surroundings, cases
from bot.stats.turbulence import tracks
from bot.words.canonical import Json
from bot.words.count import plural
from bot.words.instant import render

JOB = "forensics"


Also = Callable[[Tree], Sequence[Operation]]


def nothing(tree: Tree) -> Sequence[Operation]:
    """Have nothing else done."""
    del tree
    return ()


def forensics(
    store: Store,
    out: Output,
    policy: Policy,
    now: datetime,
    also: Also = nothing,
    *,
    only_due: bool = False,
) -> int:
    """Examine them; with `only_due` once a due time.

    `also` takes long and is kept apart: a run that was killed in it has the next one do it again,
    whether that has anything to examine or not.
    """
    tree = store.tree()
    due = job(tree, policy.governor, JOB, now) if only_due else None
    if only_due and (due is None or due.done):
        out.say("No examination is due.")
    else:
        report = _report(files_of(tree, policy, now), policy, now)
        _keep(report, tree, store, due)
        _show(report, policy, out)
    if (due or not only_due) and (more := also(store.tree())):
        store.commit(more, Message("Keep what the classic rules would have done"))
    return 0


def _keep(report: ForensicReport, tree: Tree, store: Store, due: Job | None) -> None:
    is_news = _said(report) != _said(load(tree, FORENSICS))
    body = report.model_dump(mode="json")
    if operations := [*_kept(body, is_news=is_news), *([due.advance] if due else [])]:
        subject = f"Examine {plural(len(report.worst), 'worst trade')} of {report.trades:,}"
        store.commit(operations, Message(subject))


def _show(report: ForensicReport, policy: Policy, out: Output) -> None:
    for line in tables(report, policy.risk.forensics):
        out.say(line)
    out.result(report.model_dump(mode="json"))


def _report(files: Files, policy: Policy, now: datetime) -> ForensicReport:
    around = Surroundings(
        signals=files.signals,
        telemetry=files.telemetry,
        tracks=tracks(files.marks),
        regime_at=regime_at(files.signals, policy.regimes),
    )
    found = cases(files.rows, around)
    examined = examine(found, policy.risk.forensics)
    rule = policy.risk.quarantine
    alike = lookalikes(likest(files.recent, files.stopped, rule), rule)
    return ForensicReport(
        v=FORENSICS.version,
        generated_at=render(now),
        since=render(files.since),
        trades=len(found),
        worst=list(map(worst_trade, examined.worst)),
        tests=list(map(tested_row, examined.tests)),
        lookalikes=list(map(lookalike_row, alike)),
    )


def _kept(body: Mapping[str, Json], *, is_news: bool) -> Sequence[Operation]:
    return [PutDocument(FORENSICS.pattern, FORENSICS.version, body)] if is_news else []


def _said(report: ForensicReport) -> ForensicReport:
    """Leave out when it was looked at: looking again is no news."""
    return report.model_copy(update={"generated_at": "", "since": ""})
