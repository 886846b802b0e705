"""state/reports/ic_weekly.json: the memo in its parts, for whoever mails or shows it."""

from pydantic import Field

from bot.state.documents import GENESIS, Document, Moment, Part, StateFile


class CutRow(Part):
    """A sentence of the model that is not in the memo, and why."""

    section: str
    sentence: str
    reason: str


class MemoReport(Document):
    """`prose` has each section's paragraphs as plain text; those of a model are not escaped.

    `by` is the model that wrote it, empty where templates did; then `reason` says why.
    """

    generated_at: Moment = GENESIS
    report_at: Moment = GENESIS
    since: str = ""
    until: str = ""
    subject: str = ""
    severity: str = ""
    by: str = ""
    reason: str = ""
    prose: dict[str, str] = Field(default_factory=dict)
    cuts: list[CutRow] = Field(default_factory=list)
    asked_twice: bool = False


MEMO = StateFile("state/reports/ic_weekly.json", "memo", "The weekly memo in its parts", MemoReport)
