"""The mails that nobody waits for: the drawdown limit is breached, the fleet stands still."""

from bot.effects import numbers
from bot.effects.mail.letter import Letter
from bot.effects.mail.page import Content, page
from bot.effects.mail.section import section
from bot.effects.mail.text import text
from bot.state.report.fleet import BreachRow

HEAD = ("What", "Which")
FROZEN = (
    "What was promoted or scaffolded lately is stopped already. Nothing rises until a person has "
    "read the rollback pull requests and runs `governor release all`."
)
RUNNING_OUT = (
    "The lease runs out by itself, and then nobody trades live. Look at the Actions tab: a failed "
    "or disabled cycle workflow, or no minutes left. Start it by hand to go on."
)


def breach_letter(breach: BreachRow, template: str) -> Letter:
    subject = (
        f"[ALERT] Drawdown breach: {numbers.depth(breach.drawdown_bps)}, "
        f"limit {numbers.depth(breach.limit_bps)}"
    )
    rows = [("Since", f"{breach.at[:16].replace('T', ' ')} UTC")]
    rows += [("Killed", name) for name in breach.killed]
    return _letter("alert_breach", breach.at, subject, FROZEN, rows, template)


def stale_letter(since: str, said: str, template: str) -> Letter:
    subject = "[ALERT] The fleet stands still"
    return _letter("alert_stale", since, subject, RUNNING_OUT, [("Seen", said)], template)


def _letter(
    name: str, slot: str, subject: str, lead: str, rows: list[tuple[str, str]], template: str
) -> Letter:
    parts = [section("What is known", HEAD, rows, none="")]
    html = page(template, Content(subject, (lead,), parts=parts))
    return Letter(name, slot, subject, text(subject, (lead,), parts), html)
