"""A mail to partners as plain text."""

from collections.abc import Iterator, Sequence

from bot.effects.mail.section import Section

NOTICE = "Informational, not investment advice. Paper book: 100 % invested is 10,000 bps."


def text(title: str, lead: Sequence[str], parts: Sequence[Section]) -> str:
    blocks = [f"{title}\n{'=' * len(title)}", *lead, *map(_section, parts), f"-- \n{NOTICE}"]
    return "\n\n".join(blocks) + "\n"


def _section(one: Section) -> str:
    lines = [one.title, "-" * len(one.title), *_table(one)]
    return "\n".join([*lines, one.note] if one.note else lines)


def _table(one: Section) -> Iterator[str]:
    if not one.rows:
        return
    table = (one.head, *one.rows)
    widths = [max(len(row[place]) for row in table) for place in range(len(one.head))]
    for row in table:
        cells = (
            cell.rjust(width) if place in one.right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()
