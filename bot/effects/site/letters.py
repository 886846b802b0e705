"""The memo and the mails to partners, as pages show them."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.effects.mail.markdown import html_of
from bot.state.report.lp import LpFigures
from bot.state.report.memo import MemoReport


@dataclass(frozen=True, slots=True)
class Note:
    """The memo in its parts, and the page of Markdown that people get."""

    memo: MemoReport
    text: str

    @property
    def body(self) -> Markup:
        """Give all but its title, one step below the page's own headings."""
        _, _, rest = self.text.partition("\n\n")
        drawn = html_of(rest)
        for old, new in RESTYLED:
            drawn = drawn.replace(old, new)
        return drawn


RESTYLED = (
    # The pages' own policy forbids styles that stand in an element.
    (Markup(' style="text-align:right"'), Markup(' class="right"')),
    (Markup(' style="text-align:left"'), Markup("")),
    (Markup(' style="text-align:center"'), Markup("")),
    (Markup("<h2>"), Markup("<h3>")),
    (Markup("</h2>"), Markup("</h3>")),
    (Markup("<h1>"), Markup("<h3>")),
    (Markup("</h1>"), Markup("</h3>")),
    (
        Markup('<div class="wide">'),
        Markup('<div class="scroll" tabindex="0" role="group" aria-label="Table">'),
    ),
)


@dataclass(frozen=True, slots=True)
class Post:
    """To how many recipients it went, did not go, or nobody can tell."""

    sent: int = 0
    failed: int = 0
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Mailed:
    name: str
    figures: LpFigures
    text: str
    post: Post
