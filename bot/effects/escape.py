"""Foreign text made inert in Markdown as GitHub renders it.

Backslashes take the meaning from punctuation. What GitHub finds after rendering (mentions, issue
numbers, addresses) is broken with a zero-width space, which people do not see.
"""

import re

from bot.words.text import printable

LONGEST = 300
BREAK = "\u200b"
SPACES = re.compile(r"\s+")
PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#|~$&])")
# What begins a list or a heading means that only at the beginning.
BEGINS_BLOCK = re.compile(r"^([-+=]|\d+(?=[.)]))")
FOUND_LATER = (
    (re.compile(r"@"), "@" + BREAK),
    (re.compile(r"#(?=\w)"), "#" + BREAK),
    (re.compile(r"(?i)\b(gh)-(?=\d)"), r"\1" + BREAK + "-"),
    (re.compile(r"(?i)\b(https?|ftp|mailto|xmpp)(?=:)"), r"\1" + BREAK),
    (re.compile(r"(?i)\b(www)(?=\.)"), r"\1" + BREAK),
)


def plain(text: str, limit: int = LONGEST) -> str:
    """Give one line without control or direction characters."""
    return printable(SPACES.sub(" ", text).strip(), limit)


def heading(text: str, limit: int = LONGEST) -> str:
    """Give a title of a pull request: plain text that becomes the subject of a commit."""
    return _unfound(plain(text, limit))


def markdown(text: str, limit: int = LONGEST) -> str:
    """Give text that shows as it is written, within a line, a list or a table's cell."""
    line = _unfound(plain(text, limit))
    return BEGINS_BLOCK.sub(_defused, PUNCTUATION.sub(r"\\\1", line))


def code(text: str, limit: int = LONGEST) -> str:
    """Give a code span, where nothing has a meaning; a pipe would still end a table's cell."""
    line = plain(text, limit).replace("`", "'").replace("|", "¦")
    return f"`{line}`" if line else "` `"


def _unfound(line: str) -> str:
    for pattern, replacement in FOUND_LATER:
        line = pattern.sub(replacement, line)
    return line


def _defused(begin: re.Match[str]) -> str:
    return f"\\{begin[1]}" if begin[1] in "-+=" else f"{begin[1]}{BREAK}"
