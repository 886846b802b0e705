"""Foreign text made harmless for a terminal: no control or direction characters, bounded length."""

import unicodedata

UNSAFE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def printable(text: str, limit: int) -> str:
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(_shown(char) for char in cut)


def _shown(char: str) -> str:
    return f"\\u{ord(char):04x}" if unicodedata.category(char) in UNSAFE else char
