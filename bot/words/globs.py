"""Globs over paths with slashes: `*` and `?` within a name, `**` for any folders or none.

A name that begins with a dot is matched only where the glob writes that dot.
"""

import re
from dataclasses import dataclass

ANY_DEPTH = "**"
WILD = frozenset("*?")
SHOWN = r"(?!\.)"
NAME = SHOWN + r"[^/]+"


@dataclass(frozen=True, slots=True)
class Glob:
    """`files` matches the path of a file, `folders` that of a folder that may hold such files."""

    text: str
    files: re.Pattern[str]
    folders: re.Pattern[str]

    @property
    def is_plain(self) -> bool:
        return not WILD & set(self.text)


def mistake(text: str) -> str:
    """Say why a text names no files below a folder; empty where it does."""
    if text.startswith("/") or "\\" in text:
        return "must be a path relative to the repository, with slashes"
    if any(part in ("", ".", "..") for part in text.split("/")):
        return "must name files below the repository, without empty, . or .. parts"
    return ""


def compile_glob(text: str) -> Glob:
    parts = text.split("/")
    deepest = len(parts) if parts[-1] == ANY_DEPTH else len(parts) - 1
    above = [_path(parts[:depth]) for depth in range(1, deepest + 1)]
    return Glob(text, re.compile(_path(parts)), re.compile("|".join(above or [r"(?!)"])))


def _path(parts: list[str]) -> str:
    *folders, name = parts
    return "".join(
        [*map(_folder, folders), NAME_AT_ANY_DEPTH if name == ANY_DEPTH else _name(name)]
    )


def _folder(part: str) -> str:
    return f"(?:{NAME}/)*" if part == ANY_DEPTH else _name(part) + "/"


def _name(part: str) -> str:
    dot = "" if part.startswith(".") else SHOWN
    return dot + "".join(map(_character, part))


def _character(char: str) -> str:
    return {"*": "[^/]*", "?": "[^/]"}.get(char) or re.escape(char)


NAME_AT_ANY_DEPTH = _folder(ANY_DEPTH) + NAME
