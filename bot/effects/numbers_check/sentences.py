"""Text in sentences, so that one can be cut."""

import re
from collections.abc import Collection

END = re.compile(r"(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\bapprox)[.!?][\"'”`)*]*(?=\s|$)|\n+")


def sentences(text: str) -> list[str]:
    found, start = [], 0
    for end in END.finditer(text):
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [one for one in (*found, text[start:].strip()) if one]


def without(text: str, cut: Collection[str]) -> str:
    """Leave sentences out; a paragraph that has none left is gone."""
    kept = (
        " ".join(one for one in sentences(paragraph) if one not in cut)
        for paragraph in text.splitlines()
    )
    return "\n".join(paragraph for paragraph in kept if paragraph)
