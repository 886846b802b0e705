"""Foreign text made harmless for a terminal or a log: nothing in it controls either."""

import unicodedata

BREAK = "\u200b"
WIDE = frozenset("WF")


def printable(text: str, limit: int) -> str:
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in cut)


def quiet(text: str) -> str:
    """Keep text of others from being obeyed by a runner of Actions, and readable all the same.

    It heeds `::` where a line begins with it, and `##[` anywhere.
    """
    lines = text.replace("\r", "\n").split("\n")
    held = (f"{BREAK}{line}" if line.lstrip().startswith("::") else line for line in lines)
    return "\n".join(held).replace("##[", f"#{BREAK}#[")


def cells(text: str) -> int:
    """Count the places that it takes in a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in WIDE)
        for char in text
    )
