"""A mail as HTML: foreign text is escaped, nothing is loaded from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.effects.charts.theme import DARK, LIGHT
from bot.effects.mail.section import Section
from bot.effects.mail.text import NOTICE

NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter says: warnings, an own text, then parts; `chart` stands under the first."""

    title: str
    lead: Sequence[str] = ()
    body: Markup = NOTHING
    parts: Sequence[Section] = ()
    chart: str = ""


def page(template: str, content: Content) -> str:
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - most runs mail nothing

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(template).render(
        letter=content, notice=NOTICE, light=LIGHT, dark=DARK
    )
