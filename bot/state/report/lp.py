"""state/reports/lp_{kind}.json: what the newest mail to partners said, for programs."""

from bot.state.documents import GENESIS, Document, Moment, Number, StateFile


class LpFigures(Document):
    """Null is what was not known: the book had no such day."""

    kind: str = ""
    slot: Moment = GENESIS
    first: str = ""
    last: str = ""
    subject: str = ""
    pnl_bps: Number | None = None
    drawdown_bps: Number | None = None
    report_at: Moment = GENESIS
    warnings: tuple[str, ...] = ()


LP_FIGURES = StateFile(
    "state/reports/lp_{name}.json",
    "lp-report",
    "What the newest mail of its kind said",
    LpFigures,
)
