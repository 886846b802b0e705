"""One table of all rows: drawn in a terminal, as Markdown where it is piped."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from bench.row import Measured, Row

HEAD = ("Case", "Inputs", "n", "Governor", "Peak", "Beside it", "", "Peak", "Ratio", "Limit", "")
RIGHT = {"n", "Peak", "Ratio"}
PIPED = 1000


def show(rows: Sequence[Row], console: Console | None = None) -> None:
    console = console or Console()
    if not console.is_terminal:
        console = Console(file=console.file, width=PIPED)
    table = Table(box=box.ROUNDED if console.is_terminal else box.MARKDOWN)
    for name in HEAD:
        table.add_column(name, justify="right" if name in RIGHT else "left")
    for row in rows:
        table.add_row(*cells(row))
    console.print(table)


def cells(row: Row) -> tuple[str, ...]:
    rival = row.rival or Measured("")
    return (
        row.case,
        row.inputs,
        f"{row.n:,}",
        spread(row.ours),
        _megabytes(row.ours),
        rival.label,
        spread(rival),
        _megabytes(rival),
        "" if row.ratio is None else f"{row.ratio:.3g}x",
        row.limit.says if row.limit else row.note,
        "" if row.limit is None else "yes" if row.held else "NO",
    )


def spread(measured: Measured) -> str:
    """Give the median, and least and most where there is more than one."""
    middle = measured.median
    if middle is None:
        return ""
    unit, times = ("ms", 1000.0) if middle < 1 else ("s", 1.0)
    least, most = (f"{one * times:,.3g}" for one in (min(measured.seconds), max(measured.seconds)))
    around = "" if len(measured.seconds) == 1 else f" ({least} to {most})"
    return f"{middle * times:,.3g} {unit}{around}"


def _megabytes(measured: Measured) -> str:
    return "" if measured.peak_mb is None else f"{measured.peak_mb:,.0f} MB"
