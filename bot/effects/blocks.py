"""Blocks of Markdown: tables and folded sections. Cells come escaped."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    ruler = ["--:" if place in right else "---" for place in range(len(head))]
    return "\n".join(_row(cells) for cells in (head, ruler, *rows))


def folded(title: str, body: str) -> str:
    return f"<details>\n<summary>{title}</summary>\n\n{body}\n\n</details>"


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
