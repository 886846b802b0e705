"""The memo as a letter."""

from bot.effects.mail.letter import Letter
from bot.effects.mail.markdown import html_of
from bot.effects.mail.page import Content, page
from bot.state.report.memo import MemoReport

NAME = "ic_weekly"


def letter(memo: MemoReport, text: str, slot: str, template: str) -> Letter:
    """Send the page as it is kept: what was checked is what is read."""
    title, _, body = text.partition("\n\n")
    del title  # it is the subject, which every mail program shows above
    shown = page(template, Content(memo.subject, body=html_of(body)))
    return Letter(NAME, slot, memo.subject, text, shown)
