"""Foreign text made harmless for a terminal or a log: nothing in it controls either."""

BREAK = "\u200b"


def printable(text: str, limit: int) -> str:
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in cut)


def quiet(text: str) -> str:
    """Keep text of others from being obeyed by a runner of Actions, and readable all the same.

    It heeds `::` where a line begins with it, and `##[` anywhere.
    """
    lines = text.replace("\r", "\n").split("\n")
    held = (f"{BREAK}{line}" if line.lstrip().startswith("::") else line for line in lines)
    return "\n".join(held).replace("##[", f"#{BREAK}#[")
