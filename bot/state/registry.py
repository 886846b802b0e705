"""Every kind of state file: where it lies, who writes it, what it means, which version it has."""

from collections.abc import Mapping
from typing import Any

from bot.errors import StateError
from bot.state.agents import AGENTS
from bot.state.capital import CAPITAL
from bot.state.classic import CLASSIC
from bot.state.decisions import DECISIONS
from bot.state.documents import Envelope, StateFile
from bot.state.evidence import BOOK, CHECKPOINT, DAY_FILE, EVIDENCE
from bot.state.fleet import FLEET
from bot.state.impact import IMPACTS
from bot.state.intents import INTENTS
from bot.state.kill_switch import KILL_SWITCH
from bot.state.lease import GATE
from bot.state.lineage import LINEAGE
from bot.state.proposals import PROPOSALS
from bot.state.report.forensics import FORENSICS
from bot.state.report.lp import LP_FIGURES
from bot.state.report.memo import MEMO
from bot.state.report.report import REPORT
from bot.state.slots import SLOTS
from bot.state.strategies import STRATEGIES
from bot.state.verdicts import VERDICTS

FILES: tuple[StateFile[Any], ...] = (
    StateFile(
        "state/events/telemetry/{day}.jsonl",
        "ingest",
        "Runs of agents, by day of receipt",
        Envelope,
    ),
    StateFile(
        "state/events/signals/{day}.jsonl",
        "ingest",
        "Predictions of agents, by day of receipt",
        Envelope,
    ),
    StateFile(
        "state/events/quarantine/{day}.jsonl",
        "ingest",
        "Refused lines with file, line and reason; nothing is dropped",
        Envelope,
    ),
    StateFile(
        "state/inbox/{name}.jsonl",
        "outside producers add, ingest takes away",
        "Events on their way in, one file each",
        Envelope,
    ),
    StateFile(
        "state/ledger/{day}.jsonl",
        "reconcile",
        "Settlements, by day of the signal; corrections append",
        Envelope,
    ),
    StateFile(
        "state/ledger/marks/{day}.jsonl",
        "reconcile",
        "What each held asset did in each hour; corrections append",
        Envelope,
    ),
    StateFile(
        "state/reconcile.json",
        "reconcile",
        "Up to which day settlement is complete, and which pairs are tried again",
        Envelope,
    ),
    EVIDENCE,
    CHECKPOINT,
    DAY_FILE,
    BOOK,
    AGENTS,
    STRATEGIES,
    KILL_SWITCH,
    FLEET,
    CAPITAL,
    LINEAGE,
    DECISIONS,
    PROPOSALS,
    GATE,
    INTENTS,
    StateFile(
        "state/audit/{month}.jsonl",
        "every command (all through bot.state.audit)",
        "Hash-chained record of decisions, human acts and a digest a cycle",
        Envelope,
    ),
    SLOTS,
    VERDICTS,
    IMPACTS,
    CLASSIC,
    REPORT,
    StateFile("state/reports/pr_comment.md", "apply", "The fleet issue's text", Envelope),
    StateFile("state/reports/ic_weekly.md", "memo", "The weekly memo", Envelope),
    MEMO,
    StateFile("state/reports/lp_{name}.html", "lp-report", "The newest mail of its kind", Envelope),
    StateFile("state/reports/lp_{name}.txt", "lp-report", "The same as plain text", Envelope),
    LP_FIGURES,
    FORENSICS,
)
BY_PATTERN: Mapping[str, StateFile[Any]] = {file.pattern: file for file in FILES}


def file_for(path: str) -> StateFile[Any] | None:
    return BY_PATTERN.get(path) or next((file for file in FILES if file.matches(path)), None)


def document_for(path: str) -> StateFile[Any]:
    found = file_for(path)
    if found is None or found.format != "json":
        raise StateError(f"Cannot write {path}: no such document is known. Nothing was written.")
    return found
