"""Numbers as people read them; what is not known is a dash, never a zero."""

UNKNOWN = "—"


def bps(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:+,.1f} bps".replace("-", "\N{MINUS SIGN}")


def depth(value: float | None) -> str:
    """Give a fall, which has no sign."""
    return UNKNOWN if value is None else f"{value:,.1f} bps"


def lost(value: float | None) -> str:
    """Give a loss, of which only the size is known, with the sign that people expect."""
    return UNKNOWN if value is None else bps(0.0 - value)


def within(low: float | None, high: float | None) -> str:
    """Give the limits of what chance leaves open; empty where they are not known."""
    if low is None or high is None:
        return ""
    return f"{low:+,.1f} to {high:+,.1f}".replace("-", "\N{MINUS SIGN}")


def usd(value: float | None) -> str:
    if value is None:
        return UNKNOWN
    digits = 2 if abs(value) >= 1 or not value else 4
    return f"${value:,.{digits}f}" if value >= 0 else f"\N{MINUS SIGN}${-value:,.{digits}f}"


def percent(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.1%}".replace("-", "\N{MINUS SIGN}")


def score(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.0f}"


def evidence(value: float | None) -> str:
    if value is None:
        return UNKNOWN
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - digits worth reading
