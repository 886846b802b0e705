"""governor memo: the weekly memo of the investment committee, into the state or a folder."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.commands.admission import tolerance_of
from bot.commands.memo_week import week_of
from bot.commands.memo_words import write_words
from bot.commands.scheduled import Job, job
from bot.commands.writing_usage import usage_operations
from bot.effects.memo.page import page
from bot.effects.memo.sections import SUBJECT, Words
from bot.effects.memo.week import Week
from bot.errors import Refused
from bot.policy.governor import Governor
from bot.ports.output import Output
from bot.ports.store import Message, Store
from bot.ports.writer import Writer
from bot.state.documents import GENESIS, load
from bot.state.put import PutDocument, PutText
from bot.state.report.memo import MEMO, CutRow, MemoReport
from bot.state.report.report import REPORT, Report
from bot.state.tree import Operation
from bot.words.canonical import encode_page
from bot.words.count import plural
from bot.words.instant import render
from bot.words.text import printable

JOB = "memo"
PAGE = "state/reports/ic_weekly.md"
LONGEST = 200
NO_REPORT = "Cannot write the memo: nothing was judged yet; run `governor cycle` first."


Keep = Callable[[MemoReport, str], object]


@dataclass(frozen=True, slots=True)
class Desk:
    """`keep` is handed a memo that goes into a folder, to lay the letter beside it."""

    store: Store
    out: Output
    policy: Governor
    writer: Writer
    now: datetime
    subject: str = ""
    keep: Keep = lambda _memo, _page: ()


@dataclass(frozen=True, slots=True)
class Memo:
    body: MemoReport
    page: str


def memo(desk: Desk, *, only_due: bool = False, folder: Path | None = None) -> int:
    """Write it; with `only_due` once a slot, with a folder there and not into the state."""
    due = job(desk.store.tree(), desk.policy, JOB, desk.now) if only_due else None
    if only_due and (due is None or due.done):
        desk.out.say("No memo is due.")
        desk.out.result({"v": 1, "due": False})
        return 0
    made = _make(desk)
    operations = [*_usage(desk), *(() if folder else _documents(made)), *_done(due)]
    if operations:
        desk.store.commit(operations, Message(f"Write the memo of the week to {made.body.until}"))
    if folder:
        _write(made, folder)
        desk.keep(made.body, made.page)
    _tell(desk, made.body, str(folder) if folder else "state/reports")
    return 0


def _make(desk: Desk) -> Memo:
    tree = desk.store.tree()
    report = load(tree, REPORT)
    if report.meta is None:
        raise Refused(NO_REPORT)
    week = week_of(tree, desk.now)
    with desk.out.progress("Writing the memo", None):
        words = write_words(desk.writer, report, week)
    body = _body(desk, report, week, words)
    return Memo(body, page(report, week, words, body.subject))


def _body(desk: Desk, report: Report, week: Week, words: Words) -> MemoReport:
    return MemoReport(
        v=MEMO.version,
        generated_at=render(desk.now),
        report_at=report.meta.generated_at if report.meta else GENESIS,
        since=week.since,
        until=week.until,
        subject=printable(desk.subject.strip(), LONGEST) or SUBJECT,
        severity=report.meta.severity if report.meta else "",
        by=words.by,
        reason=words.reason,
        prose=dict(words.prose),
        cuts=[CutRow(**asdict(one)) for one in words.cuts],
        asked_twice=words.asked_twice,
    )


def _usage(desk: Desk) -> Sequence[Operation]:
    return usage_operations(desk.writer, JOB, desk.now, tolerance_of(desk.policy.events))


def _documents(made: Memo) -> Sequence[Operation]:
    body = made.body.model_dump(mode="json")
    return PutDocument(MEMO.pattern, MEMO.version, body), PutText(PAGE, made.page)


def _done(due: Job | None) -> Sequence[Operation]:
    return [due.advance] if due else []


def _write(made: Memo, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ic_weekly.md").write_text(made.page, encoding="utf-8")
    body = made.body.model_dump(mode="json")
    (folder / "ic_weekly.json").write_bytes(encode_page(body))


def _tell(desk: Desk, body: MemoReport, where: str) -> None:
    who = f"by {body.by}" if body.by else f"from templates ({body.reason})"
    cut = f", {plural(len(body.cuts), 'sentence')} cut" if body.cuts else ""
    desk.out.say(f"Memo of {body.since} to {body.until}, {who}{cut}: {where}/ic_weekly.md")
    spent = sum(one.cost_usd for one in desk.writer.used)
    if spent:
        desk.out.say(f"Asking {desk.writer.model} cost ${spent:.4f}.")
    desk.out.result({"due": True, **body.model_dump(mode="json")})
