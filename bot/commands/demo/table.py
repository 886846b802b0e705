"""What Governor knows of each agent at the end, beside what only the demo knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.commands.demo.fleet import Character
from bot.effects.numbers import evidence
from bot.events.known import QUARANTINE, SIGNALS, TELEMETRY
from bot.ledger import settlements
from bot.ledger.settlements import Settlement, Status
from bot.ledger.work import rows_of, signal_days
from bot.state.documents import load
from bot.state.report.agent import AgentRow
from bot.state.report.report import REPORT
from bot.state.tree import Tree
from bot.words.strict_json import parse_object

HEAD = (
    "agent",
    "class",
    "runs",
    "errors",
    "signals",
    "24 h trades",
    "net bps",
    "hit rate",
    "E",
    "stage",
    "in truth",
)
PRIMARY = 24


@dataclass(slots=True)
class Record:
    runs: int = 0
    errors: int = 0
    signals: int = 0
    net_bps: list[float] = field(default_factory=list)

    @property
    def hit_rate(self) -> str:
        return (
            f"{sum(net > 0 for net in self.net_bps) / len(self.net_bps):.0%}"
            if self.net_bps
            else "-"
        )


def table(tree: Tree, fleet: Sequence[Character]) -> list[str]:
    records = {who.name: Record() for who in fleet}
    for line in _lines(tree, TELEMETRY):
        records[str(line["agent"])].runs += 1
        records[str(line["agent"])].errors += int(str(line["errors"]))
    for line in _lines(tree, SIGNALS):
        records[str(line["agent"])].signals += 1
    for row in _trades(tree):
        records[row.agent].net_bps.append(row.net_bps or 0.0)
    report = load(tree, REPORT)
    rows = [_row(who, records[who.name], report.agents[who.name]) for who in fleet]
    return _aligned([HEAD, *rows])


def quarantined(tree: Tree) -> int:
    return sum(1 for _ in _lines(tree, QUARANTINE))


def _trades(tree: Tree) -> Iterator[Settlement]:
    counting = settlements.counting(rows_of(tree, signal_days(tree))).values()
    return (
        row for row in counting if row.horizon_hours == PRIMARY and row.status == Status.SETTLED
    )


def _lines(tree: Tree, prefix: str) -> Iterator[dict[str, object]]:
    return (dict(parse_object(line)) for path in tree.names(prefix) for line in tree.lines(path))


def _row(who: Character, record: Record, judged: AgentRow) -> tuple[str, ...]:
    return (
        who.name,
        who.strategy_class,
        f"{record.runs}",
        f"{record.errors}",
        f"{record.signals}",
        f"{len(record.net_bps)}",
        f"{sum(record.net_bps):+,.0f}",
        record.hit_rate,
        evidence(judged.evidence.e_value),
        judged.stage,
        who.truth,
    )


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    words = {0, 1, len(widths) - 2, len(widths) - 1}
    return [
        "  ".join(
            cell.ljust(width) if place in words else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
