"""Numbers as they are shown: shares rounded down, tables that add up to their total."""

from collections.abc import Mapping
from math import floor

SHARE_DIGITS = 9
BOOK_DIGITS = 6
SLACK = 1e-12


def share_down(share: float) -> float:
    """Round down, so that rounding exceeds no cap; what misses by a rounding error does fit."""
    return _down(share, SHARE_DIGITS)


def book_down(share: float) -> float:
    return _down(share, BOOK_DIGITS)


def book_share(share: float) -> float:
    """Round a share of the whole book: of six digits, two shares that make 1 do so exactly."""
    return round(share, BOOK_DIGITS)


def adding_up(parts: Mapping[str, float], total: float, digits: int) -> dict[str, float]:
    """Round parts so that they add up to the total as shown: the largest remainders are raised."""
    units = float(10**digits)
    scaled = {name: round(part * units, SHARE_DIGITS) for name, part in parts.items()}
    floors = {name: floor(value) for name, value in scaled.items()}
    missing = round(total * units) - sum(floors.values())
    if not 0 <= missing <= len(parts):
        raise ValueError(f"the parts do not add up to {total}")
    by_rest = sorted(parts, key=lambda name: (floors[name] - scaled[name], -abs(parts[name]), name))
    raised = set(by_rest[:missing])
    return {name: (floors[name] + (name in raised)) / units for name in sorted(parts)}


def shown(total: float, digits: int) -> float:
    units = float(10**digits)
    return round(total * units) / units


def _down(share: float, digits: int) -> float:
    units = float(10**digits)
    return floor((share + SLACK) * units) / units
