"""A mail as HTML: foreign text is escaped, nothing is loaded from elsewhere."""

from collections.abc import Sequence

from jinja2 import Environment, StrictUndefined

from bot.effects.charts.theme import DARK, LIGHT
from bot.effects.lp.section import Section
from bot.effects.lp.text import NOTICE


def page(
    template: str, title: str, lead: Sequence[str], parts: Sequence[Section], chart: str = ""
) -> str:
    """`chart` is the name of the picture that stands under the first part."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(template).render(
        title=title, lead=lead, parts=parts, chart=chart, notice=NOTICE, light=LIGHT, dark=DARK
    )
