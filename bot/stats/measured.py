"""A number with the n it stands on; null where n is too small or the number makes no sense."""

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Measured:
    value: float | None
    n: int


def measured(value: float, n: int, least: int) -> Measured:
    return Measured(value if n >= least and isfinite(value) else None, n)


def unknown(n: int) -> Measured:
    return Measured(None, n)
