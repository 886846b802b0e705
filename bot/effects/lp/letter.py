"""The whole letter to partners."""

from bot.effects.charts.equity import equity_and_drawdown
from bot.effects.charts.spec import Spec
from bot.effects.charts.theme import LIGHT, themed
from bot.effects.lp.facts import Facts
from bot.effects.lp.sections import sections
from bot.effects.mail.letter import Letter, Picture
from bot.effects.mail.page import Content, page
from bot.effects.mail.text import text
from bot.words.instant import render

CHART = "equity"
WIDTH = 520


def chart(facts: Facts) -> Spec | None:
    """Describe the book's curve; None where it has no day yet."""
    if not facts.points:
        return None
    fleet = facts.report.fleet
    limit = fleet.drawdown_limit_bps if fleet else None
    return themed(equity_and_drawdown(facts.points, facts.marks, limit, width=WIDTH), LIGHT)


def letter(facts: Facts, template: str, drawn: bytes | None) -> Letter:
    parts, edition = sections(facts), facts.edition
    title = f"{edition.kind.capitalize()} report to partners, {edition.period}"
    shown = CHART if drawn is not None else ""
    return Letter(
        edition.name,
        render(edition.slot),
        facts.subject,
        text(title, facts.warnings, parts),
        page(template, Content(title, facts.warnings, parts=parts, chart=shown)),
        (Picture(CHART, drawn),) if drawn is not None else (),
    )
