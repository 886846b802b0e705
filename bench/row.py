"""What a case gives: rows of one table, each one thing measured beside another in the same run."""

from dataclasses import dataclass
from enum import StrEnum
from statistics import median


class Size(StrEnum):
    """How much to measure: so little that a test can, the usual, or what takes long."""

    QUICK = "quick"
    USUAL = "usual"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each turn, and the peak of the process's resident memory where it was compared."""

    label: str
    seconds: tuple[float, ...] = ()
    peak_mb: float | None = None

    @property
    def median(self) -> float | None:
        return median(self.seconds) if self.seconds else None


@dataclass(frozen=True, slots=True)
class Limit:
    """What was demanded, with what was found, in one phrase."""

    says: str
    held: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `n` is how many things (lines, pairs, slots) were worked on."""

    case: str
    inputs: str
    n: int
    ours: Measured
    rival: Measured | None = None
    limit: Limit | None = None
    note: str = ""
    detail: tuple[str, ...] = ()

    @property
    def ratio(self) -> float | None:
        """How many times the rival's seconds ours are less."""
        if self.rival is None:
            return None
        return _quotient(self.rival.median, self.ours.median)

    @property
    def memory_ratio(self) -> float | None:
        if self.rival is None:
            return None
        return _quotient(self.rival.peak_mb, self.ours.peak_mb)

    @property
    def held(self) -> bool:
        return self.limit is None or self.limit.held


def at_most(what: str, found: float | None, most: float) -> Limit:
    """Null is not zero: what was not found does not hold."""
    return Limit(_says(what, found, f"≤ {most:,g}"), found is not None and found <= most)


def at_least(what: str, found: float | None, least: float) -> Limit:
    return Limit(_says(what, found, f"≥ {least:,g}"), found is not None and found >= least)


def both(*limits: Limit) -> Limit:
    return Limit("; ".join(one.says for one in limits), all(one.held for one in limits))


def _says(what: str, found: float | None, demanded: str) -> str:
    shown = "unknown" if found is None else f"{found:,.3g}" if abs(found) < 100 else f"{found:,.0f}"
    return f"{what} {shown} {demanded}"


def _quotient(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None
