"""A state folder as so many days of cycles leave it: events, ledger, records, checkpoints."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bench.judge.history import BEGIN, Drawn, days, draw
from bot.adapters.folder_store import FolderTree
from bot.ledger import marks, settlements
from bot.ledger.operations import signals_path
from bot.ledger.progress import Progress
from bot.policy.agents import Agents
from bot.policy.policy import Policy
from bot.state.documents import Document, put
from bot.state.evidence import EVIDENCE, book_path, checkpoint_path, day_path
from bot.stats import keep
from bot.stats.book import InForce
from bot.stats.course import Course, course_of, numbers_of
from bot.stats.days import Advance, advance
from bot.stats.enrolment import page_of
from bot.stats.from_memory import History, MemoryInputs, seen, write_line
from bot.stats.from_tree import TreeInputs
from bot.stats.hypotheses import Hypothesis
from bot.stats.kept import day_page
from bot.stats.memory import Memory, no_memory
from bot.words.canonical import encode_line
from bot.words.instant import DAY, HOUR, day_of, render

FLEET = tuple(f"agent-{number:03}" for number in range(200))
TODAY = timedelta(hours=14, minutes=40)
LOOKS_BACK = 4


@dataclass
class Grown:
    """What was written, and the last days of it in memory."""

    tree: FolderTree
    policy: Policy
    now: datetime
    lines: int = 0
    settled: int = 0
    new: int = 0
    recent: dict[str, Drawn] = field(default_factory=dict)


def policy_of(agents: Iterable[str]) -> Policy:
    entries = [
        {"name": name, "strategy_class": f"class-{name[-1]}", "owner": "desk"} for name in agents
    ]
    return Policy(agents=Agents.model_validate({"v": 1, "agents": entries}, strict=False))


def grow(root: Path, count: int, signals: int) -> Grown:
    """Write so many whole days and a part of one more, judged at each midnight."""
    policy = policy_of(FLEET)
    numbers = numbers_of(policy)
    table = {f"{name}/1": Hypothesis(name, strategy_class=f"class-{name[-1]}") for name in FLEET}
    course = course_of(table, numbers)
    grown = Grown(FolderTree(root), policy, BEGIN + count * DAY + TODAY)
    memory = no_memory(BEGIN, course)
    even = InForce(BEGIN + DAY, dict.fromkeys(FLEET, 1.0 / len(FLEET)), "MIXED", 1.0)
    _write(root, book_path(day_of(even.since)), [encode_line(keep.line_of(even).model_dump())])
    _page(root, EVIDENCE.pattern, page_of(table))
    for day in days(count + 1):
        drawn = draw(day, FLEET, signals)
        _store(root, grown, day, drawn)
        if day < grown.now - TODAY:
            memory = _judge(root, grown, memory, course, even)
    _checkpoint(root, grown, memory, course)
    return grown


def _store(root: Path, grown: Grown, day: datetime, drawn: Drawn) -> None:
    """Store what became known by the last look, and no more."""
    now, name, text = grown.now, day_of(day), render(grown.now)
    grown.recent[name] = drawn
    for old in sorted(grown.recent)[:-LOOKS_BACK]:
        del grown.recent[old]
    received = [one for one in drawn.signals if one.received_at <= now]
    runs = [one for one in drawn.telemetry if one.ts <= now]
    rows = [row for row in drawn.rows if row.settled_at <= text]
    known = [mark for mark in drawn.marks if mark.marked_at <= text]
    _write(root, signals_path(name), [one.line() for one in received])
    _write(root, f"state/events/telemetry/{name}.jsonl", [one.line() for one in runs])
    _write(root, settlements.path_of(name), [encode_line(row.wire()) for row in rows])
    _write(root, marks.path_of_day(name), [encode_line(mark.wire()) for mark in known])
    grown.settled += len(rows)
    grown.lines += len(received) + len(runs) + len(rows) + len(known)
    grown.new += sum(row.settled_at[:10] == day_of(now) for row in rows)


def _judge(root: Path, grown: Grown, memory: Memory, course: Course, line: InForce) -> Memory:
    inputs = MemoryInputs(_history(grown.recent, line), grown.now)
    step = next(iter(advance(memory, inputs, memory.at + DAY, course)))
    _record(root, step)
    return step.memory


def _record(root: Path, step: Advance) -> None:
    if step.record is not None:
        _page(root, day_path(step.record.day), day_page(step.record))


def _checkpoint(root: Path, grown: Grown, memory: Memory, course: Course) -> None:
    day = day_of(memory.at)
    counts = TreeInputs(grown.tree, Progress(), grown.now).counts(day_of(memory.at - HOUR))
    page = keep.write(memory, course.numbers.basis, 0, counts)
    _page(root, checkpoint_path(day), page)


def _history(recent: Mapping[str, Drawn], line: InForce) -> History:
    settled = defaultdict(list)
    for drawn in recent.values():
        for row in drawn.rows:
            settled[row.settled_at[:10]].append(row)
    past = History(
        signals={day: drawn.signals for day, drawn in recent.items()},
        telemetry={day: drawn.telemetry for day, drawn in recent.items()},
        settlements=settled,
        prices={day: seen(drawn.marks) for day, drawn in recent.items()},
    )
    write_line(past, line)
    return past


def _page(root: Path, path: str, document: Document) -> None:
    _write(root, path, [put(path, document).data])


def _write(root: Path, path: str, lines: list[bytes]) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"".join(lines))
