"""One number on a page: as people read it, as it is, whence it comes, and its n.

`of` and `n_of` are places in the report; tests hold every such number against it.
"""

from collections.abc import Callable
from typing import TypeAlias

from markupsafe import Markup

from bot.effects import numbers

Form: TypeAlias = Callable[[float], str]

KNOWN = Markup('<data value="{value}"{of}>{said}</data>')
UNKNOWN = Markup(
    '<span class="unknown"{of}><span aria-hidden="true">—</span>'
    '<span class="sr">not known</span></span>'
)
SOURCE = Markup(' data-of="{of}"')
COUNTED = Markup(' <span class="n">n&nbsp;{n}{what}</span>')


def count(value: float) -> str:
    return f"{value:,.0f}"


def rough(value: float) -> str:
    return f"{value:,.4g}".replace("-", "\N{MINUS SIGN}")


def level(value: float) -> str:
    return f"{rough(value)} bps"


def minutes(value: float) -> str:
    return f"{value:,.0f} min"


def milliseconds(value: float) -> str:
    return f"{value:,.0f} ms"


def days(value: float) -> str:
    return f"{value:,.1f} d"


FORMS: dict[str, Form] = {
    "bps": numbers.bps,
    "depth": numbers.depth,
    "lost": numbers.lost,
    "usd": numbers.usd,
    "percent": numbers.percent,
    "score": numbers.score,
    "evidence": numbers.evidence,
    "count": count,
    "rough": rough,
    "level": level,
    "minutes": minutes,
    "ms": milliseconds,
    "days": days,
}


def cell(
    form: str,
    value: float | None,
    of: str = "",
    n: int | None = None,
    n_of: str = "",
    what: str = "",
) -> Markup:
    """Draw it; `what` is what `n` counts."""
    what = f" {what}" if what else ""
    counted = COUNTED.format(n=cell("count", n, n_of), what=what) if n is not None else ""
    source = SOURCE.format(of=of) if of else ""
    if value is None:
        return UNKNOWN.format(of=source) + counted
    return KNOWN.format(value=repr(value), of=source, said=FORMS[form](value)) + counted
