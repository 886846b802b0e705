"""What a judgement writes, as operations that any number of rivals may send at once."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from bot.decisions import acts
from bot.decisions.acts import Session
from bot.decisions.decision import own_cause
from bot.decisions.fresh import AGES
from bot.decisions.gather import Gathered
from bot.decisions.judgement import Judgement
from bot.decisions.judging import Judged
from bot.decisions.keeping import put, remembered, written
from bot.decisions.remembered import Remembered
from bot.state.capital import CAPITAL
from bot.state.documents import Document, StateFile
from bot.state.fleet import FLEET
from bot.state.lease import GATE
from bot.state.lineage import LINEAGE
from bot.state.report.agent import AgentRow, Row
from bot.state.report.fleet import Meta
from bot.state.report.report import REPORT, Report
from bot.state.tree import Operation
from bot.stats.enrolment import ended, risen
from bot.stats.hypotheses import Table


def operations(
    gathered: Gathered, judged: Judged, before: Remembered, session: Session
) -> list[Operation]:
    return [
        *_memory(gathered, judged),
        *acts.operations(gathered.facts, judged.judgement, before.memory, session),
        *_documents(judged, before),
    ]


def _memory(gathered: Gathered, judged: Judged) -> Iterator[Operation]:
    table = table_after(gathered.table, judged.judgement, gathered.facts.now)
    yield from remembered(gathered, table)
    yield from written(gathered, judged.line)


def table_after(table: Table, judgement: Judgement, now: datetime) -> Table:
    """Note rises and ended epochs at once, so that the next fold begins with them."""
    for name, decision in judgement.decisions.items():
        own = own_cause(decision.tree)
        if acts.raises(decision):
            table = risen(table, name, now)
        elif own is not None and own.closes_epoch:
            table = ended(table, name, now)
    return table


def _documents(judged: Judged, before: Remembered) -> Iterator[Operation]:
    written = judged.written
    pairs: tuple[tuple[StateFile[Any], Document, Document], ...] = (
        (FLEET, written.fleet, before.fleet),
        (CAPITAL, written.capital, before.capital),
        (LINEAGE, written.lineage, before.lineage),
        (GATE, written.lease, before.lease),
        (REPORT, judged.report, before.report),
    )
    for file, after, old in pairs:
        if says_anew(after, old):
            yield put(file.pattern, after)


def says_anew(after: Document, old: Document) -> bool:
    """Leave out of a report what is new each time and says nothing new."""
    if not (isinstance(after, Report) and isinstance(old, Report)):
        return after != old
    apart: dict[str, Any] = {"meta": None, "agents": {}}
    return (
        after.model_copy(update=apart) != old.model_copy(update=apart)
        or _meta(after) != _meta(old)
        or _agents(after) != _agents(old)
    )


def _meta(report: Report) -> Meta | None:
    if report.meta is None:
        return None
    same = {"run_id": "", "generated_at": "", "lease_until": ""}
    return report.meta.model_copy(update={**same, "findings": _ageless(report.meta.findings)})


def _agents(report: Report) -> dict[str, AgentRow]:
    return {name: _agent(row) for name, row in report.agents.items()}


def _agent(row: AgentRow) -> AgentRow:
    branches = (one.model_copy(update={"findings": _ageless(one.findings)}) for one in row.findings)
    return row.model_copy(update={"findings": tuple(branches)})


def _ageless(findings: Iterable[Row]) -> tuple[Row, ...]:
    """Prices grow older by themselves; it is news when they have become too old."""
    return tuple(
        (rule, outcome, None if rule in AGES else observed, relation, limit)
        for rule, outcome, observed, relation, limit in findings
    )
