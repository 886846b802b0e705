"""What holds of a check's report on every forge."""

from bot.errors import Invalid
from bot.ports.forge.checks import CheckReport, CheckStatus

LONGEST_SUMMARY = 65_535


def check_report(report: CheckReport, act: str) -> None:
    completed = report.status is CheckStatus.COMPLETED
    if completed != (report.conclusion is not None):
        raise Invalid(act, f"it is {report.status} and its conclusion {report.conclusion}")
    if len(report.summary) > LONGEST_SUMMARY:
        raise Invalid(act, f"its summary is over {LONGEST_SUMMARY} characters long")
