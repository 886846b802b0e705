"""The memo and the mails to partners, as pages show them."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.effects.site.mail_parts import Part, parts
from bot.effects.site.markdown import part_of
from bot.state.report.lp import LpFigures
from bot.state.report.memo import MemoReport


@dataclass(frozen=True, slots=True)
class Note:
    """The memo in its parts, and the page of Markdown that people get."""

    memo: MemoReport
    text: str

    @property
    def body(self) -> Markup:
        """Give all but its title."""
        _, _, rest = self.text.partition("\n\n")
        return part_of(rest)


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

    @property
    def parts(self) -> list[Part]:
        return list(parts(self.text))
