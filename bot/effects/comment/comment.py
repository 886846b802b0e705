"""The whole comment, kept below the size that GitHub takes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.effects.blocks import folded
from bot.effects.comment.attention import actions, findings, items
from bot.effects.comment.health import health
from bot.effects.comment.promotion_gate import Question, Verdict, gate
from bot.effects.comment.sections import sections
from bot.effects.escape import code
from bot.state.report.report import Report

LARGEST = 65_000  # GitHub takes 65,536 characters; the rest is for the marker
TITLE = "# 🤖 Meta-Agent Review Report"
FOOTER = "---\n*Generated automatically by MarketAgents Meta-Supervisor*"
SEVERITIES = {"critical": "🔴 CRITICAL", "high": "🟠 HIGH", "medium": "🟡 MEDIUM", "low": "🟢 LOW"}
OPEN = Verdict(approved=True)
NO_RISE = Question()
NO_REPORT = "There is no report yet: the first `governor cycle` writes it."


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the comment stands under: a pull request, or the fleet's own issue.

    `lead` comes before all that is told.
    """

    run_id: str
    against: str
    question: Question = NO_RISE
    verdict: Verdict = OPEN
    extra: tuple[tuple[str, str], ...] = ()
    lead: str = ""


def comment(report: Report, occasion: Occasion) -> str:
    if report.meta is None:
        return "\n\n".join(filter(None, (TITLE, occasion.lead, NO_REPORT, FOOTER))) + "\n"
    return _fitted(_head(report, occasion), [*occasion.extra, *sections(report)])


def _head(report: Report, occasion: Occasion) -> str:
    found = items(report)
    severity = report.meta.severity if report.meta else ""
    asked = gate(report, occasion.question, occasion.verdict)
    return "\n\n".join(
        (
            TITLE,
            "  \n".join(
                (
                    f"**Overall Severity:** {SEVERITIES.get(severity, code(severity))}",
                    f"**Run ID:** {code(occasion.run_id)}",
                    f"**Compared Against:** {code(occasion.against)}",
                )
            ),
            *filter(None, (occasion.lead,)),
            f"## 📊 Agent Health Summary\n\n{health(report.agents)}",
            f"## ⚠️ Top Findings\n\n{findings(found)}",
            f"## ✅ Promotion Gate\n\n{asked}",
            f"## 🔧 Recommended Actions\n\n{actions(found)}",
        )
    )


def _fitted(head: str, parts: Iterable[tuple[str, str]]) -> str:
    """Add sections while there is room, and say which had to stay out."""
    return "\n\n".join((*_fitting(head, parts), FOOTER)) + "\n"


def _fitting(head: str, parts: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield head
    room, cut = LARGEST - len(head) - len(FOOTER), []
    for title, body in parts:
        block = folded(title, body)
        if len(block) + 2 > room - 400:
            cut.append(title)
            continue
        room -= len(block) + 2
        yield block
    if cut:
        where = "`state/reports/meta_report.json` on the state branch"
        yield f"✂️ Cut, because GitHub takes no longer comment: {', '.join(cut)}. See {where}."
