"""governor forensics: what the worst trades have in common, and who trades like a stopped agent."""

from datetime import datetime

from bot.commands.forensic_files import Files, files_of
from bot.commands.forensic_tables import tables
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
from bot.stats.forensics import Surroundings, cases
from bot.stats.turbulence import tracks
from bot.words.count import plural
from bot.words.instant import render


def forensics(store: Store, out: Output, policy: Policy, now: datetime) -> int:
    tree = store.tree()
    files = files_of(tree, policy, now)
    report = _report(files, policy, now)
    for line in tables(report, policy.risk.forensics):
        out.say(line)
    body = report.model_dump(mode="json")
    if _said(report) != _said(load(tree, FORENSICS)):
        subject = f"Examine {plural(len(report.worst), 'worst trade')} of {report.trades:,}"
        operation = PutDocument(FORENSICS.pattern, FORENSICS.version, body)
        store.commit([operation], Message(subject))
    out.result(body)
    return 0


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


def _said(report: ForensicReport) -> ForensicReport:
    """Leave out when it was looked at: looking again is no news."""
    return report.model_copy(update={"generated_at": "", "since": ""})
