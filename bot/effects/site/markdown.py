"""Our Markdown as a part of a page."""

import re

from markupsafe import Markup

from bot.effects.mail.markdown import html_of

DIAGRAM = re.compile(r"```mermaid\n.*?```\n*", re.DOTALL)
RESTYLED = (
    # The pages' own policy forbids styles that stand in an element.
    (Markup(' style="text-align:right"'), Markup(' class="right"')),
    (Markup(' style="text-align:left"'), Markup("")),
    (Markup(' style="text-align:center"'), Markup("")),
    (Markup("<h2>"), Markup("<h3>")),
    (Markup("</h2>"), Markup("</h3>")),
    (Markup("<h1>"), Markup("<h3>")),
    (Markup("</h1>"), Markup("</h3>")),
    # On a telephone its rows become cards, as those of our own tables do.
    (Markup("<table>"), Markup('<table class="stack">')),
    (
        Markup('<div class="wide" tabindex="0">'),
        Markup('<div class="scroll" tabindex="0" role="group" aria-label="Table">'),
    ),
)


def part_of(text: str) -> Markup:
    """Draw it one step below the page's own headings, without diagrams that only a forge draws."""
    drawn = html_of(DIAGRAM.sub("", text))
    for old, new in RESTYLED:
        drawn = drawn.replace(old, new)
    return drawn
