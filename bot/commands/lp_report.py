"""governor lp-report: the mail to limited partners, written down and sent to each once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.commands.book_history import history
from bot.commands.mailing import Delivery, Mailroom, deliver, left_nobody
from bot.commands.scheduled import job
from bot.effects.charts.spec import Spec
from bot.effects.lp.edition import Edition, Kind
from bot.effects.lp.facts import Facts, facts
from bot.effects.lp.letter import chart, letter
from bot.effects.mail.letter import Letter
from bot.errors import Refused
from bot.policy.governor import Governor
from bot.ports.store import Message
from bot.state.documents import load
from bot.state.put import PutDocument, PutText
from bot.state.report.lp import LP_FIGURES, LpFigures
from bot.state.report.report import REPORT
from bot.state.tree import Operation
from bot.words.count import plural
from bot.words.instant import render

NO_REPORT = "Cannot write to partners: nothing was judged yet; run `governor cycle` first."
NEVER = "Cannot write to partners: schedules.{} is empty in policies/governor.yml; set when."

Draw = Callable[[Spec], bytes]


@dataclass(frozen=True, slots=True)
class Press:
    """Where mails to partners are made; `to` are their addresses.

    Without `into_state` nothing of it is remembered.
    """

    room: Mailroom
    policy: Governor
    draw: Draw
    template: str
    to: tuple[str, ...]
    into_state: bool = True

    @property
    def now(self) -> datetime:
        return self.room.now


def lp_report(press: Press, kind: Kind, *, only_due: bool = False) -> int:
    out, tree = press.room.output, press.room.store.tree()
    found = job(tree, press.policy, f"lp_{kind}", press.now)
    if found is None:
        raise Refused(NEVER.format(f"lp_{kind}"))
    if only_due and found.done:
        out.say(f"No {kind} mail is due: the one of {render(found.slot)} is done.")
        out.result({"v": 1, "due": False})
        return 0
    told, made = _make(press, Edition(kind, found.slot))
    if press.into_state:
        press.room.store.commit(_pages(told, made), Message(f"Write the {kind} mail"))
    delivery = deliver(press.room, made, press.to)
    _tell(press, made, delivery)
    listed = listed_for(press.policy, kind)
    if left_nobody(press.room, made.name, listed, press.to) or delivery.missing:
        return 1
    if press.into_state and not found.done:
        press.room.store.commit([found.advance], Message(f"Mark the {kind} mail as done"))
    return 0


def listed_for(policy: Governor, kind: Kind) -> tuple[str, ...]:
    listed = policy.notifications
    return listed.lp_daily if kind is Kind.DAILY else listed.lp_weekly


def _make(press: Press, edition: Edition) -> tuple[Facts, Letter]:
    tree = press.room.store.tree()
    report = load(tree, REPORT)
    if report.meta is None:
        raise Refused(NO_REPORT)
    points, marks = history(tree)
    told = facts(edition, report, points, marks)
    spec = chart(told)
    with press.room.output.progress("Drawing the chart", None):
        drawn = press.draw(spec) if spec else None
    return told, letter(told, press.template, drawn)


def _pages(told: Facts, made: Letter) -> list[Operation]:
    base = f"state/reports/{made.name}"
    figures = LpFigures(
        kind=told.edition.kind,
        slot=made.slot,
        first=told.edition.first,
        last=told.edition.last,
        subject=made.subject,
        pnl_bps=told.pnl_bps,
        drawdown_bps=told.drawdown_bps,
        report_at=told.report.generated_at,
        warnings=tuple(told.warnings),
    )
    body = figures.model_dump(mode="json")
    return [
        PutText(f"{base}.html", made.html),
        PutText(f"{base}.txt", made.text),
        PutDocument(f"{base}.json", LP_FIGURES.version, body),
    ]


def _tell(press: Press, made: Letter, delivery: Delivery) -> None:
    out = press.room.output
    out.say(made.subject)
    if delivery.had:
        out.say(f"{plural(delivery.had, 'recipient')} had it already.")
    if delivery.sent:
        out.summary(f"{made.subject}: sent to {plural(delivery.sent, 'recipient')}.")
    out.result(
        {
            "v": 1,
            "due": True,
            "subject": made.subject,
            "slot": made.slot,
            "had": delivery.had,
            "sent": delivery.sent,
            "missing": delivery.missing,
        }
    )
