"""Pages from templates: what is foreign is escaped, what is missing in a template is an error."""

from collections.abc import Mapping

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from bot.effects.site.addresses import PAGES, agent_page
from bot.effects.site.cells import cell
from bot.effects.site.material import Material
from bot.effects.site.rule_words import form_of, words_of
from bot.words.text import printable

LONGEST = 2000
CODE = Markup("<code>{}</code>")


class Drawer:
    def __init__(self, templates: Mapping[str, str], material: Material) -> None:
        self._environment = Environment(
            loader=DictLoader(dict(templates)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.policies["json.dumps_kwargs"] = {
            "sort_keys": True,
            "separators": (",", ":"),
        }
        self._environment.globals.update(
            cell=cell,
            form_of=form_of,
            agent_page=agent_page,
            pages=PAGES,
            m=material,
            home=material.home,
        )
        self._environment.filters.update(plain=plain, sentence=sentence, rule=words_of)

    def page(self, template: str, address: str, **context: object) -> bytes:
        up = "../" * address.count("/")
        drawn = self._environment.get_template(template).render(up=up, address=address, **context)
        return drawn.encode()


def plain(text: str) -> str:
    """Show control and direction characters of foreign text as what they are."""
    return printable(text, LONGEST)


def sentence(text: str) -> Markup:
    """Show what stands between backticks as code."""
    pieces = plain(text).split("`")
    if len(pieces) % 2 == 0:
        return escape(plain(text))
    return Markup("").join(
        CODE.format(piece) if at % 2 else escape(piece) for at, piece in enumerate(pieces)
    )
