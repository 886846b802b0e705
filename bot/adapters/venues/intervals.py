"""Lengths of candles by the names that exchanges and files use."""

MINUTE = 60_000
HOUR = 60 * MINUTE

MS = {
    **{f"{count}m": count * MINUTE for count in (1, 3, 5, 15, 30)},
    **{f"{count}h": count * HOUR for count in (1, 2, 4, 6, 8, 12)},
    "1d": 24 * HOUR,
}
NAMES = {length: name for name, length in MS.items()}
