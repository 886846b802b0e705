"""What a mail to partners rests on: the report, and the book's days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.effects import numbers
from bot.effects.charts.equity import Mark, Point
from bot.effects.lp.edition import Edition
from bot.state.report.report import Report

UNKNOWN = "n/a"


@dataclass(frozen=True, slots=True)
class Facts:
    """`pnl_bps` is of the edition's days, `drawdown_bps` stands at the end of the last of them.

    Both are null where the book has no such day: a partner is not told of a zero that is none.
    """

    edition: Edition
    report: Report
    points: tuple[Point, ...]
    marks: tuple[Mark, ...]
    pnl_bps: float | None
    drawdown_bps: float | None

    @property
    def log(self) -> Sequence[Mark]:
        return [one for one in self.marks if self.edition.holds(one.day)]

    @property
    def subject(self) -> str:
        pnl, fall = _said(numbers.bps(self.pnl_bps)), _said(numbers.depth(self.drawdown_bps))
        return f"[LP {self.edition.kind.capitalize()}] PnL {pnl} | DD {fall}"

    @property
    def warnings(self) -> list[str]:
        """Say what a reader must know before the first number."""
        found = []
        meta = self.report.meta
        if meta and meta.breach and meta.breach.latched:
            found.append(
                f"Drawdown breach since {meta.breach.at[:16].replace('T', ' ')} UTC: the book fell "
                f"{numbers.depth(meta.breach.drawdown_bps)}, the limit is "
                f"{numbers.depth(meta.breach.limit_bps)}. Nothing rises until people release it."
            )
        if meta and meta.evidence_at < self.edition.midnight:
            found.append(
                f"These figures end at {meta.evidence_at[:16].replace('T', ' ')} UTC: nothing "
                "later was judged when this was written."
            )
        return found


def facts(
    edition: Edition, report: Report, points: Iterable[Point], marks: Iterable[Mark]
) -> Facts:
    days = tuple(one for one in points if one.day <= edition.last)
    last = days[-1] if days and days[-1].day == edition.last else None
    before = [one for one in days if one.day < edition.first]
    begun = before[-1].pnl_bps if before else 0.0
    return Facts(
        edition,
        report,
        days,
        tuple(marks),
        last.pnl_bps - begun if last else None,
        last.drawdown_bps if last else None,
    )


def _said(text: str) -> str:
    return UNKNOWN if text == numbers.UNKNOWN else text
