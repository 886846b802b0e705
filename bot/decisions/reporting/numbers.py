"""Numbers as the report shows them: rounded, so that an unchanged fleet gives an unchanged page."""

from collections.abc import Callable
from math import floor, isfinite, log10
from typing import TypeAlias

from bot.stats.measured import Measured

Form: TypeAlias = Callable[[float], float]

SIGNIFICANT = 4


def bps(value: float) -> float:
    return round(value, 1) + 0.0


def share(value: float) -> float:
    return round(value, 4) + 0.0


def usd(value: float) -> float:
    return round(value, 4) + 0.0


def rough(value: float) -> float:
    """Keep four significant digits: for what spans many powers of ten."""
    if not value or not isfinite(value):
        return value
    return round(value, SIGNIFICANT - 1 - floor(log10(abs(value))))


def maybe(value: float | None, form: Form) -> float | None:
    return None if value is None or not isfinite(value) else form(value)


def of(measured: Measured, form: Form) -> float | None:
    return maybe(measured.value, form)
