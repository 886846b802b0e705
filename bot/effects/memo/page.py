"""The memo as a page of Markdown: our tables, and words that are made inert."""

from collections.abc import Iterator

from bot.effects import numbers
from bot.effects.blocks import bullets, table
from bot.effects.capital_table import capital_table
from bot.effects.comment.attention import actions, items
from bot.effects.escape import code, markdown
from bot.effects.memo.sections import TITLES, Words
from bot.effects.memo.week import Week
from bot.effects.scorecard import TITLE as SCORECARD
from bot.effects.scorecard import is_told, scorecard
from bot.state.report.agent import AgentRow
from bot.state.report.report import Report
from bot.words.count import plural

LONGEST_PARAGRAPH, SHOWN, LISTED = 4000, 5, 40
FOOTER = "---\n*Informational, not investment advice. Models write, and never decide.*"


def page(report: Report, week: Week, words: Words, subject: str) -> str:
    blocks = [f"# {markdown(subject)}", _head(report, week, words)]
    for name, title in TITLES.items():
        body = [*_prose(words.prose.get(name, "")), *filter(None, _facts(name, report, week))]
        blocks.append("\n\n".join([f"## {title}", *body]))
    blocks += [*_scorecard(report), *_cuts(words), FOOTER]
    return "\n\n".join(blocks) + "\n"


def _head(report: Report, week: Week, words: Words) -> str:
    meta = report.meta
    lines = [
        f"**Week:** {week.since} to {week.until}",
        f"**Severity:** {meta.severity if meta else 'unknown'}",
        f"**As of:** {meta.generated_at if meta else 'never'}",
        f"**Words:** {_by(words)}",
    ]
    return "  \n".join(lines)


def _by(words: Words) -> str:
    if not words.by:
        return f"from templates, without a language model ({markdown(words.reason)})"
    cut = f"; {plural(len(words.cuts), 'sentence')} cut" if words.cuts else ""
    return f"by {code(words.by)}, each number held against the report{cut}; tables by Governor"


def _prose(text: str) -> Iterator[str]:
    for paragraph in text.splitlines():
        if paragraph.strip():
            yield markdown(paragraph, LONGEST_PARAGRAPH)


def _facts(name: str, report: Report, week: Week) -> Iterator[str]:
    match name:
        case "performance":
            yield _ranking("Top agents", report, week, best=True)
            yield _ranking("Bottom agents", report, week, best=False)
        case "risk":
            yield _tails(report)
            yield _capital(report)
        case "what_changed":
            yield bullets(_happened(week)[:LISTED])
        case "decisions":
            yield _asks(report)
        case "next_week":
            yield actions(items(report))


def _happened(week: Week) -> list[str]:
    return [*(one.line() for one in week.changes), *(one.line() for one in week.acts)]


def _ranking(title: str, report: Report, week: Week, *, best: bool) -> str:
    known = [(name, row) for name, row in report.agents.items() if row.alpha_30d_bps is not None]
    ordered = sorted(known, key=lambda item: (_alpha(item[1]) * (-1 if best else 1), item[0]))
    half = ordered[: min(SHOWN, (len(ordered) + (1 if best else 0)) // 2)]
    rows = [_ranked(name, row, week) for name, row in half]
    head = (title, "Stage", "Alpha (30d)", "PnL", "Hit rate", "Book, week", "Cost")
    return table(head, rows, right=(2, 3, 4, 5, 6)) if rows else ""


def _alpha(row: AgentRow) -> float:
    return row.alpha_30d_bps or 0.0


def _ranked(name: str, row: AgentRow, week: Week) -> tuple[str, ...]:
    return (
        code(name),
        row.stage,
        numbers.bps(row.alpha_30d_bps),
        numbers.bps(row.pnl_sum_bps),
        numbers.percent(row.hit_rate),
        numbers.bps(week.made.get(name)),
        numbers.usd(row.cost_usd),
    )


def _tails(report: Report) -> str:
    rows = [
        (code(name), report.strategies[name].status, numbers.bps(row.cvar95_bps), str(row.n))
        for name, row in sorted(report.strategy_cvar.items())
        if name in report.strategies
    ]
    return table(("Strategy class", "Status", "CVaR95", "n"), rows, right=(2, 3)) if rows else ""


def _capital(report: Report) -> str:
    listed = capital_table(report, "Capital", LISTED)
    return listed or "Nobody holds capital: the whole book is cash."


def _asks(report: Report) -> str:
    rows = [
        (code(name), row.decision, row.asks or row.stage, markdown(row.why))
        for name, row in sorted(report.agents.items())
        if row.decision != "HOLD"
    ]
    return table(("Agent", "Decision", "To", "Why"), rows[:LISTED]) if rows else ""


def _scorecard(report: Report) -> Iterator[str]:
    if is_told(report.scorecard):
        yield f"## {SCORECARD}\n\n{scorecard(report.scorecard)}"


def _cuts(words: Words) -> Iterator[str]:
    if words.cuts:
        rows = [
            (TITLES.get(one.section, ""), markdown(one.sentence), markdown(one.reason))
            for one in words.cuts
        ]
        yield "\n\n".join(
            (
                "## Cut",
                "Sentences of the model that the report does not bear out, kept for the record:",
                table(("Section", "Sentence", "Why"), rows[:LISTED]),
            )
        )
