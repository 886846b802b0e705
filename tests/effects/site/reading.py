"""Reads pages back as a browser would, for tests that hold them against their source."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import bot.effects.site
from bot.effects.site.files import Parts

ROOM = Path(bot.effects.site.__file__).parent
PARTS = Parts({one.name: one.read_text() for one in (ROOM / "templates").iterdir()}, {})


@dataclass
class Page(HTMLParser):
    """`numbers` are (place in the report, value); None where the page says that it is unknown.

    `placeless` counts the numbers that do not say whence they come.
    """

    numbers: list[tuple[str, float | None]] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    placeless: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        place = found.get("data-of")
        if place is None:
            self.placeless += tag == "data"
        else:
            value = found.get("value")
            self.numbers.append((place, None if value is None else float(value)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(self.words)


def page(data: bytes) -> Page:
    found = Page()
    found.feed(data.decode())
    return found


def at(report: object, place: str) -> object:
    """Give what the report has there; of what was never counted it has no n."""
    found: Any = report
    before = ""
    for step in place.split("."):
        if isinstance(found, list):
            found = found[int(step)]
        else:
            found = found.get(step) if before == "n" else found[step]
        before = step
    return found
